import type { Shape } from "../schema/shape.ts";
import type { JsonNaming } from "./json-reader.ts";
import { setOwn } from "./own-key.ts";
import { base64Of } from "./scalar-text.ts";
import { timestampText } from "./timestamp.ts";

/** Turns an output into what `JSON.stringify` writes; members that the shape does not know are left out. */
export function toJson(
  shape: Shape,
  value: unknown,
  naming: JsonNaming,
): unknown {
  if (shape.kind === "structure") {
    const source = value as Record<string, unknown>;
    const json: Record<string, unknown> = {};
    for (const member of shape.members) {
      const element = source[member.name];
      if (element === undefined || element === null) continue;
      const key = naming.jsonName
        ? (member.traits.jsonName ?? member.name)
        : member.name;
      json[key] = toJson(member.shape, element, naming);
    }
    return json;
  }
  if (shape.kind === "list") {
    const { shape: item, traits } = shape.item;
    const list: unknown[] = [];
    for (const element of value as Iterable<unknown>)
      if (element !== undefined && element !== null)
        list.push(toJson(item, element, naming));
      else if (traits.sparse) list.push(null);
    return list;
  }
  if (shape.kind === "map") {
    const json: Record<string, unknown> = {};
    for (const [key, element] of Object.entries(value as object))
      if (element !== undefined && element !== null)
        setOwn(json, key, toJson(shape.value.shape, element, naming));
      else if (shape.value.traits.sparse) setOwn(json, key, null);
    return json;
  }
  if (shape.kind === "timestamp") {
    return timestampJson(value as Date, shape.timestamp);
  }
  if (shape.kind === "blob") {
    return typeof value === "string"
      ? Buffer.from(value).toString("base64")
      : base64Of(value as Uint8Array);
  }
  if (shape.kind === "bigInteger") {
    return Number(value);
  }
  return value;
}

/** JSON's default is epoch seconds as a number; the other formats are strings. */
function timestampJson(
  date: Date,
  format: Parameters<typeof timestampText>[1],
): number | string {
  const numeric = format === "default" || format === "epoch-seconds";
  return numeric ? date.getTime() / 1000 : timestampText(date, format);
}
