import { serialization } from "../fault.ts";
import type { ScalarShape, Shape } from "../schema/shape.ts";
import { CborTag } from "./cbor-document.ts";
import { setOwn } from "./own-key.ts";
import { timestampFromSeconds } from "./timestamp.ts";

/** Reads a parsed CBOR value as its shape, checking every type; unknown members are left out. */
export function fromCbor(shape: Shape, value: unknown): unknown {
  if (shape.kind === "structure") {
    const source = objectOf(value);
    const read: Record<string, unknown> = {};
    let set = 0;
    for (const member of shape.members) {
      const element = Object.hasOwn(source, member.name)
        ? source[member.name]
        : null;
      if (element === null) continue;
      read[member.name] = fromCbor(member.shape, element);
      set++;
    }
    if (shape.union && set !== 1)
      throw serialization(
        `Exactly one member of the union ${shape.name} must be set`,
      );
    return read;
  }
  if (shape.kind === "list") {
    if (!Array.isArray(value)) throw serialization("Expected list or null");
    const { shape: item, traits } = shape.item;
    const list: unknown[] = [];
    for (const element of value as unknown[])
      if (element !== null) list.push(fromCbor(item, element));
      else if (traits.sparse) list.push(null);
    return list;
  }
  if (shape.kind === "map") {
    const map: Record<string, unknown> = {};
    for (const [key, element] of Object.entries(objectOf(value)))
      if (element !== null)
        setOwn(map, key, fromCbor(shape.value.shape, element));
      else if (shape.value.traits.sparse) setOwn(map, key, null);
    return map;
  }
  const read = readScalar(shape, value);
  if (read === undefined)
    throw serialization(
      `A CBOR ${kindOf(value)} can not be converted to a ${shape.kind}`,
    );
  return read;
}

function readScalar(shape: ScalarShape, value: unknown): unknown {
  switch (shape.kind) {
    case "string":
    case "bigDecimal":
      return typeof value === "string" ? value : undefined;
    case "number":
      return typeof value === "number" && Number.isFinite(value)
        ? value
        : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "blob":
      return value instanceof Uint8Array ? value : undefined;
    case "timestamp": {
      const seconds =
        value instanceof CborTag && value.tag === 1 ? value.value : value;
      return typeof seconds === "number"
        ? timestampFromSeconds(seconds)
        : undefined;
    }
    case "bigInteger":
      return Number.isInteger(value)
        ? BigInt(value as number)
        : bigIntegerOf(value);
    case "document":
      return value;
  }
}

function bigIntegerOf(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (!(value instanceof CborTag) || !(value.value instanceof Uint8Array))
    return undefined;
  if (value.tag !== 2 && value.tag !== 3) return undefined;
  const magnitude = BigInt(`0x0${Buffer.from(value.value).toString("hex")}`);
  return value.tag === 2 ? magnitude : -1n - magnitude;
}

function objectOf(value: unknown): Record<string, unknown> {
  if (Array.isArray(value))
    throw serialization("Start of list found where not expected");
  if (typeof value !== "object" || value === null)
    throw serialization("Expected map or null");
  if (value instanceof Uint8Array || value instanceof CborTag)
    throw serialization("Expected map or null");
  return value as Record<string, unknown>;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (value instanceof Uint8Array) return "byte string";
  if (value instanceof CborTag) return `tag ${value.tag}`;
  return typeof value === "object" ? "map" : typeof value;
}
