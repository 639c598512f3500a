/**
 * Whether a text is as a pattern asks: `*` stands for any characters, `?` for one, and a backslash takes the
 * next character as it is. Looks at most once back per star, so that no pattern takes longer than the product of both lengths.
 */
export function matches(text: string, pattern: string): boolean {
  if (!/[*?\\]/.test(pattern)) return text === pattern;
  const parts = partsOf(pattern);
  let at = 0;
  let part = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const next = parts[part];
    if (next === ANY) {
      star = part++;
      resume = at;
    } else if (next === ONE || next === text[at]) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++resume;
    } else return false;
  }
  while (parts[part] === ANY) part++;
  return part === parts.length;
}

const ANY = Symbol("any characters");
const ONE = Symbol("one character");

function partsOf(pattern: string): (string | typeof ANY | typeof ONE)[] {
  const parts: (string | typeof ANY | typeof ONE)[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    if (character === "*") parts.push(ANY);
    else if (character === "?") parts.push(ONE);
    else if (character === "\\" && at + 1 < pattern.length)
      parts.push(pattern[++at] ?? "");
    else parts.push(character);
  }
  return parts;
}
