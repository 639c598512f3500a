import type { Lookup } from "../request.ts";

/** One character of a pattern: itself, or a wildcard. */
export type Sign = { readonly char: string } | "*" | "?";

/** Spells a pattern out character by character, variables filled in; `undefined` when one has no value. */
export function spell(
  text: string,
  wildcards: boolean,
  variables: boolean,
  lookup: Lookup,
): Sign[] | undefined {
  const signs: Sign[] = [];
  let rest = text;
  while (rest) {
    const variable = variables
      ? /^\$\{([^{},']*)(,\s*'([^']*)'\s*)?\}/.exec(rest)
      : null;
    if (variable) {
      const [whole, name = "", , fallback] = variable;
      rest = rest.slice(whole.length);
      const known = lookup(name.trim().toLowerCase());
      const value =
        ["*", "?", "$"].includes(name) && variable[2] === undefined
          ? name
          : typeof known === "string"
            ? known
            : fallback;
      if (value === undefined) return undefined;
      for (const char of value.split("")) signs.push({ char });
      continue;
    }
    const char = rest.charAt(0);
    rest = rest.slice(1);
    if (wildcards && (char === "*" || char === "?")) signs.push(char);
    else signs.push({ char });
  }
  return signs;
}

/** Whether the text fits the pattern, by the textbook table: row for row, prefix for prefix. */
export function fits(signs: readonly Sign[], text: string): boolean {
  let row = [true, ...Array<boolean>(text.length).fill(false)];
  for (const sign of signs) {
    const next = [sign === "*" && row[0]!];
    for (let i = 1; i <= text.length; i += 1)
      next.push(
        sign === "*"
          ? row[i]! || next[i - 1]!
          : row[i - 1]! && (sign === "?" || sign.char === text[i - 1]),
      );
    row = next;
  }
  return row[text.length]!;
}

/** Splits signs at the first five literal colons. */
export function segments(signs: readonly Sign[]): Sign[][] {
  const parts: Sign[][] = [[]];
  for (const sign of signs)
    if (typeof sign === "object" && sign.char === ":" && parts.length < 6)
      parts.push([]);
    else parts.at(-1)!.push(sign);
  return parts;
}
