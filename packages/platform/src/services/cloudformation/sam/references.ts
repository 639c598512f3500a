import type { ObjectValue, Value } from "@gatehouse/template";
import { isList, isObject } from "./values.ts";

/** Logical ids that changed, and those that `MyFunction.Alias` and its like stand for. */
export interface Renamings {
  readonly ids: Readonly<Record<string, string>>;
  /** By the whole, as `MyFunction.Alias`. */
  readonly parts: Readonly<Record<string, string>>;
}

/** A template in which everything is called by the logical id that it has now. */
export function withReferences(value: Value, renamings: Renamings): Value {
  if (isList(value)) return value.map((one) => withReferences(one, renamings));
  if (!isObject(value)) return value;
  const changed = Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      withReferences(
        name === "DependsOn" ? dependsOn(one, renamings) : one,
        renamings,
      ),
    ]),
  );
  const names = Object.keys(changed);
  return names.length === 1 ? reference(changed, renamings) : changed;
}

function dependsOn(value: Value, { ids }: Renamings): Value {
  if (typeof value === "string") return of(ids, value) ?? value;
  return isList(value)
    ? value.map((one) =>
        typeof one === "string" ? (of(ids, one) ?? one) : one,
      )
    : value;
}

function reference(call: ObjectValue, renamings: Renamings): ObjectValue {
  const { Ref: name, "Fn::GetAtt": path, "Fn::Sub": text } = call;
  if (typeof name === "string") return { Ref: renamed(name, renamings) };
  if (isList(path) && path.length >= 2 && path.every(isText)) {
    const parts = renamed(path.join("."), renamings).split(".");
    // Unchanged ones stay divided as they were written.
    return parts.join(".") === path.join(".") ? call : { "Fn::GetAtt": parts };
  }
  if (typeof text === "string") return { "Fn::Sub": inText(text, renamings) };
  if (isList(text) && typeof text[0] === "string")
    return { "Fn::Sub": [inText(text[0], renamings), ...text.slice(1)] };
  return call;
}

/** `MyLayer.LayerVersionArn`, `MyFunction.Alias` or `MyFunction.Version.Version` by today's ids. */
function renamed(whole: string, { ids, parts }: Renamings): string {
  const [id = "", part, ...rest] = whole.split(".");
  const found = part === undefined ? undefined : of(parts, `${id}.${part}`);
  if (found !== undefined) return [found, ...rest].join(".");
  return [of(ids, id) ?? id, ...whole.split(".").slice(1)].join(".");
}

function inText(text: string, renamings: Renamings): string {
  return text.replace(
    /\$\{([A-Za-z0-9.]+)\}/g,
    (_whole, name: string) => `\${${renamed(name, renamings)}}`,
  );
}

const of = (
  record: Readonly<Record<string, string>>,
  name: string,
): string | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const isText = (value: Value): value is string => typeof value === "string";
