import { createHash } from "node:crypto";

/** Members that say which state a caller has seen, not what is to be done. */
const SEEN = new Set(["RevisionId", "revisionId"]);

/** Names calls by what they do; one that is made several times has a name for each time. */
export function callNames(): (command: { readonly input: object }) => string {
  const times = new Map<string, number>();
  return (command) => {
    const name = `${command.constructor.name}/${digestOf(command.input)}`;
    const time = times.get(name) ?? 0;
    times.set(name, time + 1);
    return `${name}/${time}`;
  };
}

function digestOf(input: object): string {
  const text = JSON.stringify(input, (key, value: unknown) => {
    if (SEEN.has(key)) return undefined;
    return value instanceof Uint8Array
      ? createHash("sha256").update(value).digest("hex")
      : value;
  });
  return createHash("sha256").update(text).digest("hex");
}
