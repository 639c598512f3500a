import { serialization } from "../fault.ts";
import type { ScalarShape, Shape, StructureShape } from "../schema/shape.ts";
import { bytesFromBase64 } from "./scalar-text.ts";
import { setOwn } from "./own-key.ts";
import { utf8Text } from "./utf8.ts";
import { timestampFromSeconds, timestampFromText } from "./timestamp.ts";

/** How JSON members are named: the REST protocol follows `jsonName`, the RPC protocols do not. */
export interface JsonNaming {
  readonly jsonName: boolean;
}

/** Values nest at most this deep; real inputs stay under twenty. */
const depthLimit = 256;

/** Parses bytes as JSON; an empty body reads as an empty object. Throws SerializationException. */
export function parsedJson(body: Uint8Array): unknown {
  if (body.byteLength === 0) return {};
  const text = utf8Text(body);
  if (text === undefined)
    throw serialization("Invalid UTF-8 in the request body");
  try {
    return JSON.parse(text);
  } catch {
    throw serialization("Unexpected token received from parser");
  }
}

/** Reads a parsed JSON value as its shape, checking every type; unknown members are left out, as AWS does. */
export function fromJson(
  shape: Shape,
  value: unknown,
  naming: JsonNaming,
  depth = 0,
): unknown {
  if (depth > depthLimit)
    throw serialization("The request body is nested too deeply");
  if (shape.kind === "structure") {
    return structureFrom(shape, value, naming, depth);
  }
  if (shape.kind === "list") {
    if (!Array.isArray(value)) throw serialization("Expected list or null");
    const { item } = shape;
    const list: unknown[] = [];
    for (const element of value)
      if (element !== null)
        list.push(fromJson(item.shape, element, naming, depth + 1));
      else if (item.traits.sparse) list.push(null);
    return list;
  }
  if (shape.kind === "map") {
    const source = objectOf(value);
    const map: Record<string, unknown> = {};
    for (const key of Object.keys(source)) {
      const element = source[key];
      if (element !== null)
        setOwn(
          map,
          key,
          fromJson(shape.value.shape, element, naming, depth + 1),
        );
      else if (shape.value.traits.sparse) setOwn(map, key, null);
    }
    return map;
  }
  return scalarFrom(shape, value);
}

function structureFrom(
  shape: StructureShape,
  value: unknown,
  naming: JsonNaming,
  depth: number,
): Record<string, unknown> {
  const source = objectOf(value);
  const read: Record<string, unknown> = {};
  let set = 0;
  for (const member of shape.members) {
    const key = naming.jsonName
      ? (member.traits.jsonName ?? member.name)
      : member.name;
    const element = Object.hasOwn(source, key) ? source[key] : undefined;
    if (element === undefined || element === null) continue;
    read[member.name] = fromJson(member.shape, element, naming, depth + 1);
    set++;
  }
  if (shape.union && set !== 1)
    throw serialization(
      `Exactly one member of the union ${shape.name} must be set`,
    );
  return read;
}

function objectOf(value: unknown): Record<string, unknown> {
  if (Array.isArray(value))
    throw serialization("Start of list found where not expected");
  if (typeof value !== "object" || value === null)
    throw serialization("Expected map or null");
  return value as Record<string, unknown>;
}

const targets: Readonly<Record<ScalarShape["kind"], string>> = {
  string: "a String",
  number: "a Number",
  boolean: "a Boolean",
  blob: "a Blob",
  timestamp: "a Timestamp",
  document: "a Document",
  bigInteger: "a BigInteger",
  bigDecimal: "a BigDecimal",
};

function scalarFrom(shape: ScalarShape, value: unknown): unknown {
  const read = readScalar(shape, value);
  if (read !== undefined) return read;
  throw serialization(
    `${tokenOf(value)} can not be converted to ${targets[shape.kind]}`,
  );
}

function readScalar(shape: ScalarShape, value: unknown): unknown {
  switch (shape.kind) {
    case "string":
      return typeof value === "string" ? value : undefined;
    case "number":
      return typeof value === "number" && Number.isFinite(value)
        ? value
        : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "blob":
      return typeof value === "string" ? bytesFromBase64(value) : undefined;
    case "timestamp":
      if (typeof value === "number") return timestampFromSeconds(value);
      return typeof value === "string" ? timestampFromText(value) : undefined;
    case "bigInteger":
      return Number.isInteger(value) ? BigInt(value as number) : undefined;
    case "bigDecimal":
      return typeof value === "number" || typeof value === "string"
        ? String(value)
        : undefined;
    case "document":
      return boundedDocument(value);
  }
}

/** A free-form document passes as it is, if no deeper than everything else; measured without recursion. */
function boundedDocument(value: unknown): unknown {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthLimit)
      throw serialization("The request body is nested too deeply");
    level = level.flatMap((item) =>
      typeof item === "object" && item !== null ? Object.values(item) : [],
    );
  }
  return value;
}

/** The kind of token, as AWS's parser names it. */
function tokenOf(value: unknown): string {
  if (Array.isArray(value)) return "START_ARRAY";
  if (typeof value === "object") return "START_OBJECT";
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return typeof value === "string" ? "STRING_VALUE" : "NUMBER_VALUE";
}
