import { createHash } from "node:crypto";
import type { Value } from "@gatehouse/template";
import { isList, isObject } from "./values.ts";

/** Characters of a hash that logical ids end with: the transform's contract, because another id is another resource. */
const LENGTH = 10;

/** What a logical id ends with, so that it changes with what it stands for; nothing for nothing. */
export function suffixOf(content: Value): string {
  const text = typeof content === "string" ? content : canonical(content);
  return text === "" || text === "{}"
    ? ""
    : createHash("sha1").update(text).digest("hex").slice(0, LENGTH);
}

/** The suffix that a hash gives which the template brings along. */
export const suffixOfHash = (hash: string): string => hash.slice(0, LENGTH);

/** JSON without spaces, members sorted and all but ASCII escaped: the form that AWS's transform hashes. */
function canonical(value: Value): string {
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, content]) => `${ascii(name)}:${canonical(content)}`)
      .join(",")}}`;
  return typeof value === "string" ? ascii(value) : JSON.stringify(value);
}

function ascii(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
