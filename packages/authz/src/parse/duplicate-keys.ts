/**
 * Whether any object in a JSON text names a key twice. `JSON.parse` keeps the last of them without a word, so that a
 * reader and the engine could see different policies; AWS refuses such documents. The text must be valid JSON.
 */
export function hasDuplicateKeys(json: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  for (let i = 0; i < json.length; i += 1) {
    const char = json[i];
    if (char === "{") open.push(new Set());
    else if (char === "[") open.push(undefined);
    else if (char === "}" || char === "]") open.pop();
    else if (char === '"') {
      const end = endOfString(json, i);
      const keys = open.at(-1);
      if (keys && isKey(json, end)) {
        const key = JSON.parse(json.slice(i, end)) as string;
        if (keys.has(key)) return true;
        keys.add(key);
      }
      i = end - 1;
    }
  }
  return false;
}

function endOfString(json: string, start: number): number {
  let i = start + 1;
  while (i < json.length && json[i] !== '"') i += json[i] === "\\" ? 2 : 1;
  return i + 1;
}

function isKey(json: string, end: number): boolean {
  let i = end;
  while (/\s/.test(json[i] ?? "")) i += 1;
  return json[i] === ":";
}
