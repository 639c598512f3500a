import { captureAll, type RegexMatch } from "../regex/regex.ts";
import { documentOf, loadDocument } from "../load/document.ts";
import { readFloat } from "../load/scalars.ts";
import type { FunctionName } from "../syntax/tree.ts";
import { describeFloat, describeValue } from "../syntax/describe.ts";
import {
  derived,
  kindName,
  moved,
  pathOf,
  plain,
  type GuardValue,
} from "../value.ts";
import {
  EvaluationFailure,
  isUnresolved,
  type Found,
  type Run,
} from "./run.ts";

/** Calls a function with what its parameters found; what it cannot work on is left out. */
export function callFunction(
  run: Run,
  name: FunctionName,
  parameters: readonly (readonly Found[])[],
): GuardValue[] {
  const given = parameters.map((each) =>
    each.map((found) => (isUnresolved(found) ? found : plain(found))),
  );
  run.step(given.reduce((sum, each) => sum + each.length, 1));
  return FUNCTIONS[name](run, ...given);
}

type Function = (run: Run, ...parameters: readonly Found[][]) => GuardValue[];

const FUNCTIONS: Readonly<Record<FunctionName, Function>> = {
  count: (_run, found = []) => {
    const [first] = found;
    const from = first && (isUnresolved(first) ? first.reached : first);
    const resolved = found.filter((each) => !isUnresolved(each)).length;
    return [derived("int", resolved, from)];
  },

  now: (run) => [derived("int", run.now, undefined)],

  join: (_run, found = [], [delimiter] = []) => {
    const between =
      delimiter &&
      !isUnresolved(delimiter) &&
      (delimiter.kind === "string" || delimiter.kind === "char")
        ? delimiter.value
        : fail("join needs a string or a character as its second parameter");
    const texts = found.map((each) =>
      isUnresolved(each)
        ? fail("join was given a value that the document does not have")
        : each.kind === "string"
          ? each.value
          : fail(
              `join works on strings, not on a value of type ${kindName(each)}`,
            ),
    );
    return [derived("string", texts.join(between), undefined)];
  },

  json_parse: each((value) => {
    if (value.kind !== "string") return undefined;
    return parsed(value);
  }),

  parse_boolean: each((value) => {
    if (value.kind === "bool") return value;
    if (value.kind !== "string") return undefined;
    const text = value.value.toLowerCase();
    if (text !== "true" && text !== "false") unreadable(value, "a boolean");
    return derived("bool", text === "true", value);
  }),

  parse_char: each((value) => {
    if (value.kind === "char") return value;
    const text =
      value.kind === "int" && value.value >= 0 && value.value <= 9
        ? String(value.value)
        : value.kind === "string"
          ? value.value
          : undefined;
    if (text === undefined || text === "") return undefined;
    const characters = Array.from(text);
    if (characters.length > 1) unreadable(value, "a character");
    return derived("char", characters[0] ?? "", value);
  }),

  parse_epoch: each((value) => {
    if (value.kind !== "string") return undefined;
    const seconds = epochOf(value.value);
    if (seconds === undefined) unreadable(value, "a time (RFC 3339)");
    return derived("int", seconds ?? 0, value);
  }),

  parse_float: each((value) => {
    if (value.kind === "float") return value;
    if (value.kind === "int")
      return derived("float", Number(value.value), value);
    if (value.kind !== "string") return undefined;
    const float = readFloat(value.value);
    if (float === undefined) unreadable(value, "a float");
    return derived("float", float ?? 0, value);
  }),

  parse_int: each((value) => {
    if (value.kind === "int") return value;
    if (value.kind === "float")
      return derived("int", truncated(value.value), value);
    if (value.kind === "char" && /[0-9]/.test(value.value))
      return derived("int", Number(value.value), value);
    if (value.kind !== "string") return undefined;
    const exact = /^[+-]?[0-9]{1,24}$/.test(value.value)
      ? BigInt(value.value.replace(/^\+/, ""))
      : undefined;
    if (exact === undefined || BigInt.asIntN(64, exact) !== exact)
      unreadable(value, "an integer");
    return derived("int", shortest(exact ?? 0n), value);
  }),

  parse_string: each((value) => {
    if (value.kind === "string") return value;
    if (value.kind === "float")
      return derived("string", describeFloat(value.value), value);
    return value.kind === "int" ||
      value.kind === "bool" ||
      value.kind === "char"
      ? derived("string", String(value.value), value)
      : undefined;
  }),

  regex_replace: (run, found = [], [pattern] = [], [replacement] = []) => {
    const regex = text(pattern, "regex_replace", "second");
    const template = text(replacement, "regex_replace", "third");
    return each((value) => {
      if (value.kind !== "string") return undefined;
      run.step(1 + (value.value.length >> 4));
      const outcome = captureAll(regex, value.value);
      if (!outcome.ok) fail(outcome.message);
      const matches = outcome.ok ? outcome.matches : [];
      return derived(
        "string",
        matches.map((match) => expand(template, match)).join(""),
        value,
      );
    })(run, found);
  },

  substring: (run, found = [], [from] = [], [to] = []) => {
    const start = offset(from, "second");
    const end = offset(to, "third");
    return each((value) => {
      if (value.kind !== "string") return undefined;
      const bytes = Buffer.from(value.value);
      if (start >= end || end > bytes.length) return undefined;
      const part = bytes.subarray(start, end);
      const text = part.toString();
      if (!Buffer.from(text).equals(part))
        fail(
          `substring(${start}, ${end}) would cut a character of ${JSON.stringify(value.value)} in two: offsets count bytes of UTF-8`,
        );
      return derived("string", text, value);
    })(run, found);
  },

  to_lower: each((value) =>
    value.kind === "string"
      ? derived("string", value.value.toLowerCase(), value)
      : undefined,
  ),

  to_upper: each((value) =>
    value.kind === "string"
      ? derived("string", value.value.toUpperCase(), value)
      : undefined,
  ),

  url_decode: each((value) => {
    const decoded =
      value.kind === "string" ? urlDecoded(value.value) : undefined;
    return decoded === undefined
      ? undefined
      : derived("string", decoded, value);
  }),
};

/** A function of one value, over all that were found. */
function each(
  of: (value: GuardValue) => GuardValue | undefined,
): (run: Run, found?: readonly Found[]) => GuardValue[] {
  return (_run, found = []) =>
    found.flatMap((value) => {
      const made = isUnresolved(value) ? undefined : of(value);
      return made ? [made] : [];
    });
}

/** cfn-guard reads the text as YAML. */
function parsed(value: GuardValue & { kind: "string" }): GuardValue {
  const loaded = loadDocument(value.value, { dialect: "test" });
  if (!loaded.ok)
    fail(
      `json_parse cannot read the text at ${pathOf(value)}: ${loaded.errors[0]?.message}`,
    );
  const root = loaded.ok ? loaded.document.root : documentOf(null).root;
  return moved(root, value.parent, value.key, value.at);
}

function text(found: Found | undefined, name: string, which: string): string {
  return found && !isUnresolved(found) && found.kind === "string"
    ? found.value
    : fail(`${name} needs a string as its ${which} parameter`);
}

/** cfn-guard holds offsets in 16 bits, which wrap. */
function offset(found: Found | undefined, which: string): number {
  if (found && !isUnresolved(found)) {
    if (found.kind === "int")
      return Number(BigInt.asUintN(16, BigInt(found.value)));
    if (found.kind === "float")
      return Math.min(65535, Math.max(0, Math.trunc(found.value) || 0));
  }
  return fail(`substring needs a number as its ${which} parameter`);
}

/** `$1`, `${name}` and `$$` in a replacement. */
function expand(template: string, match: RegexMatch): string {
  return template.replace(
    /\$(?:\$|\{([^}]*)\}|([0-9A-Za-z_]+))/g,
    (whole, braced: string | undefined, bare: string | undefined) => {
      const name = braced ?? bare;
      if (name === undefined) return whole === "$$" ? "$" : whole;
      return (
        (/^[0-9]+$/.test(name)
          ? match.groups[Number(name)]
          : match.named.get(name)) ?? ""
      );
    },
  );
}

function urlDecoded(value: string): string | undefined {
  const bytes = Buffer.from(value);
  const decoded: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at] ?? 0;
    const digits = code === 37 ? bytes.toString("latin1", at + 1, at + 3) : "";
    if (/^[0-9a-fA-F]{2}$/.test(digits)) {
      decoded.push(Number.parseInt(digits, 16));
      at += 2;
    } else decoded.push(code);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(decoded),
    );
  } catch {
    return undefined;
  }
}

/** Seconds since 1970 of an RFC 3339 time. */
function epochOf(value: string): number | undefined {
  const found =
    /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(
      value,
    );
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!exists || hour > 23 || minute > 59 || second > 60) return undefined;
  const [ahead = 0, minutes = 0] = found
    .slice(8, 10)
    .map((part) => Number(part ?? 0));
  if (ahead > 23 || minutes > 59) return undefined;
  const zone = (ahead * 60 + minutes) * 60 * (found[7] === "-" ? -1 : 1);
  return (
    date.getTime() / 1000 +
    hour * 3600 +
    minute * 60 +
    Math.min(second, 59) -
    zone
  );
}

function truncated(value: number): number | bigint {
  if (Number.isNaN(value)) return 0;
  if (value >= 2 ** 63) return 2n ** 63n - 1n;
  if (value <= -(2 ** 63)) return -(2n ** 63n);
  return shortest(BigInt(Math.trunc(value)));
}

function shortest(exact: bigint): number | bigint {
  const short = Number(exact);
  return Number.isSafeInteger(short) ? short : exact;
}

function unreadable(value: GuardValue, as: string): void {
  fail(
    `The value ${describeValue(value)} at ${pathOf(value) || "/"} cannot be read as ${as}`,
  );
}

function fail(message: string): never {
  throw new EvaluationFailure("FunctionFailed", message);
}
