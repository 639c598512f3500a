import { singular } from "./singular.ts";

const known = new Map<string, readonly string[]>();

/**
 * A key in the other spellings that cfn-guard tries, in its order: camelCase, ClassCase (singular),
 * kebab-case, PascalCase, snake_case, Title Case, Train-Case.
 */
export function spelledOtherwise(key: string): readonly string[] {
  let spellings = known.get(key);
  if (spellings) return spellings;
  spellings = [
    humped(key, { newWord: false }),
    classCase(key),
    parted(key, "-"),
    humped(key, { newWord: true }),
    parted(key, "_"),
    humped(key, { newWord: true, between: " " }),
    humped(key, { newWord: true, between: "-" }),
  ];
  // Keys come from rules, so that there are few; a bound holds whatever comes.
  if (known.size > 10_000) known.clear();
  known.set(key, spellings);
  return spellings;
}

function classCase(key: string): string {
  const plural = humped(key, { newWord: true });
  const last = Math.max(0, plural.search(/\p{Lu}\P{Lu}*$/u));
  return plural.slice(0, last) + singular(plural.slice(last));
}

/** Words with capitals. A digit ends a word; a capital begins one only after a small letter. */
function humped(
  key: string,
  { newWord, between = "" }: { newWord: boolean; between?: string },
): string {
  let spelled = "";
  let begins = newWord;
  let first = between !== "";
  let last = " ";
  let started = false;
  for (const each of trimmed(key)) {
    if (!isAlphanumeric(each)) {
      if (started) begins = true;
      continue;
    }
    started = true;
    if (/\p{N}/u.test(each)) {
      begins = true;
      spelled += each;
    } else if (
      begins ||
      (/\p{Lowercase}/u.test(last) && /\p{Uppercase}/u.test(each))
    ) {
      begins = false;
      spelled += (first ? "" : between) + upper(each);
      first = false;
    } else {
      last = each;
      spelled += lower(each);
    }
  }
  return spelled;
}

/** Small words with something between them. */
function parted(key: string, between: string): string {
  const all = Array.from(key);
  let spelled = "";
  let first = true;
  for (const [index, each] of Array.from(trimmed(key)).entries()) {
    if (!isAlphanumeric(each)) {
      if (!first) spelled += between;
      first = true;
      continue;
    }
    const capital = each === upper(each);
    const neighbours = [all[index + 1], all[index - 1]];
    const parts =
      !first &&
      capital &&
      neighbours.some(
        (next) => next !== undefined && /\p{Lowercase}/u.test(next),
      );
    spelled += (parts ? between : "") + lower(each);
    first = false;
  }
  return spelled;
}

function trimmed(key: string): string {
  return key.replace(/[^\p{Alphabetic}\p{N}]+$/u, "");
}

function isAlphanumeric(character: string): boolean {
  return /[\p{Alphabetic}\p{N}]/u.test(character);
}

function upper(character: string): string {
  return /[a-z]/.test(character) ? character.toUpperCase() : character;
}

function lower(character: string): string {
  return /[A-Z]/.test(character) ? character.toLowerCase() : character;
}
