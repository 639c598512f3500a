import { RegexFailure } from "./tree.ts";

const WORD = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}";

/** The sets of Rust's escapes, in JavaScript's `v` notation: they know all of Unicode. */
export const ESCAPED_SETS: Readonly<Record<string, string>> = {
  d: "\\p{Nd}",
  D: "\\P{Nd}",
  w: `[${WORD}]`,
  W: `[^${WORD}]`,
  s: "\\p{White_Space}",
  S: "\\P{White_Space}",
  h: "[0-9A-Fa-f]",
  H: "[^0-9A-Fa-f]",
};

/** The classes that stand within brackets as `[:alpha:]`; they are of ASCII. */
export const POSIX_SETS: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t\\x20",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "\\x21-\\x7e",
  lower: "a-z",
  print: "\\x20-\\x7e",
  punct: "\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e",
  space: "\\t\\n\\v\\f\\r\\x20",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

/** One character in `v` notation. */
export function setOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** `\p{…}` by any of the names that Rust knows: a category, a property or a script. */
export function propertySet(name: string, not: boolean, at: number): string {
  const [key, value] = name.split(/[=:]/, 2);
  const spellings = [name, capitalized(name), name.toUpperCase()];
  const candidates =
    value === undefined
      ? [...spellings, ...spellings.map((each) => `Script=${each}`)]
      : [
          `${SCRIPT_KEYS[key?.toLowerCase() ?? ""] ?? key}=${value}`,
          `${SCRIPT_KEYS[key?.toLowerCase() ?? ""] ?? key}=${capitalized(value)}`,
        ];
  for (const each of candidates)
    if (/^[A-Za-z0-9_=]+$/.test(each) && isProperty(each))
      return `\\${not ? "P" : "p"}{${each}}`;
  throw new RegexFailure(at, `there is no Unicode property ${name}`);
}

const SCRIPT_KEYS: Readonly<Record<string, string>> = {
  sc: "Script",
  script: "Script",
  scx: "Script_Extensions",
  gc: "General_Category",
};

function capitalized(name: string): string {
  return name.replace(
    /[A-Za-z]+/g,
    (word) => (word[0] ?? "").toUpperCase() + word.slice(1).toLowerCase(),
  );
}

function isProperty(name: string): boolean {
  try {
    new RegExp(`\\p{${name}}`, "v");
    return true;
  } catch {
    return false;
  }
}
