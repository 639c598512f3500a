import { comparison, type Operator } from "./comparison.ts";
import { operandOf, tokensOf, type Token } from "./condition-tokens.ts";
import { refused, type Fields, type Pattern } from "./verdict.ts";

type Test = (field: string) => boolean;

/** One place in the pattern: a field with its condition, or `...` for any number of fields. */
type Place = "..." | Test;

/**
 * Reads `[ip, user, ..., status = 4*, bytes > 1000]`: one name a field, with conditions joined by `&&`
 * and `||`. A message matches when it has these fields; `"…"` and `[…]` in it are single fields.
 */
export function parseSpacePattern(pattern: string): Pattern {
  if (!pattern.endsWith("]"))
    return refused("Invalid filter pattern: the closing ] is missing.");
  const scanned = tokensOf(pattern.slice(1, -1));
  if ("stray" in scanned)
    return refused(`Invalid character(s) in term '${scanned.stray}'`);
  const columns = splitAt(scanned.tokens, ",");
  const places = columns.map(placeOf);
  if (places.some((place) => place === undefined) || count(places) > 1)
    return refused(`Invalid filter pattern: ${pattern}`);
  return {
    ok: true,
    matches: (message) => fits(places as Place[], fieldsOf(message)),
    selectors: columns.flatMap(([name]) =>
      name?.kind === "word" ? [`$${name.text}`] : [],
    ),
    fields: (message) => named(columns, fieldsOf(message)),
  };
}

/** Fields go by their names in the pattern, counted from the end behind a `...`; those without one by their number. */
function named(
  columns: readonly (readonly Token[])[],
  fields: readonly string[],
): Fields {
  const names = columns.map(([name]) => `$${name?.text ?? ""}`);
  const gap = names.indexOf("$...");
  return (selector) => {
    const place = names.indexOf(selector);
    if (place < 0)
      return /^\$[1-9]\d{0,4}$/.test(selector)
        ? fields[Number(selector.slice(1)) - 1]
        : undefined;
    return gap >= 0 && place > gap
      ? fields[fields.length - (names.length - place)]
      : fields[place];
  };
}

const count = (places: readonly (Place | undefined)[]): number =>
  places.filter((place) => place === "...").length;

function placeOf(tokens: readonly Token[]): Place | undefined {
  const [first] = tokens;
  if (tokens.length === 1 && first?.kind === "symbol" && first.text === "...")
    return "...";
  const either = splitAt(tokens, "||").map((group) =>
    splitAt(group, "&&").map(conditionOf),
  );
  if (either.some((group) => group.some((test) => test === undefined)))
    return undefined;
  return (field) =>
    either.some((group) => group.every((test) => test?.(field)));
}

/** A name alone takes any field. */
function conditionOf(tokens: readonly Token[]): Test | undefined {
  const [name, operator, value, ...rest] = tokens;
  if (name?.kind !== "word" || rest.length > 0) return undefined;
  if (operator === undefined) return () => true;
  const operand = operandOf(value);
  if (operator.kind !== "symbol" || !operand) return undefined;
  if (!/^([=<>]|!=|<=|>=)$/.test(operator.text)) return undefined;
  return comparison(operator.text as Operator, operand);
}

function splitAt(tokens: readonly Token[], symbol: string): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens)
    if (token.kind === "symbol" && token.text === symbol) parts.push([]);
    else parts.at(-1)?.push(token);
  return parts;
}

function fits(places: readonly Place[], fields: readonly string[]): boolean {
  const gap = places.indexOf("...");
  if (gap < 0) return places.length === fields.length && all(places, fields);
  const tail = places.slice(gap + 1);
  return (
    fields.length >= places.length - 1 &&
    all(places.slice(0, gap), fields) &&
    all(tail, fields.slice(fields.length - tail.length))
  );
}

function all(places: readonly Place[], fields: readonly string[]): boolean {
  return places.every((place, i) => place !== "..." && place(fields[i] ?? ""));
}

function fieldsOf(message: string): string[] {
  return [...message.matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g)].map(
    ([, quoted, bracketed, word]) => quoted ?? bracketed ?? word ?? "",
  );
}
