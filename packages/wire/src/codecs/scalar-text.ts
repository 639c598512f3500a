import type { WireFault } from "../fault.ts";
import type { ScalarShape, TimestampFormat } from "../schema/shape.ts";
import { timestampFromText, timestampText } from "./timestamp.ts";

/** How a codec turns a refused value into its protocol's fault. */
export type Refuse = (message: string) => WireFault;

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;
const integer = /^[+-]?\d{1,400}$/;

/** Reads a label, query value, header, form value or XML text as its type; throws what `refuse` makes of the reason. */
export function scalarFromText(
  shape: ScalarShape,
  text: string,
  refuse: Refuse,
): unknown {
  switch (shape.kind) {
    case "string":
      return text;
    case "number":
      return numberFrom(text) ?? refused("Number", text, refuse);
    case "boolean":
      return (
        booleans.get(text.toLowerCase()) ?? refused("Boolean", text, refuse)
      );
    case "timestamp":
      return timestampFromText(text) ?? refused("Timestamp", text, refuse);
    case "blob":
      return bytesFromBase64(text) ?? refused("Blob", text, refuse);
    case "bigInteger":
      return integer.test(text)
        ? BigInt(text)
        : refused("BigInteger", text, refuse);
    case "bigDecimal":
    case "document":
      return text;
  }
}

/** Writes a value as text; timestamps in their own format or else the binding's. */
export function scalarText(
  shape: ScalarShape,
  value: unknown,
  timestamps: TimestampFormat,
  wholeMillis = false,
): string {
  if (typeof value === "string")
    return shape.kind === "blob"
      ? Buffer.from(value).toString("base64")
      : value;
  if (value instanceof Date)
    return timestampText(
      value,
      shape.timestamp === "default" ? timestamps : shape.timestamp,
      wholeMillis,
    );
  if (value instanceof Uint8Array) return base64Of(value);
  return String(value);
}

/** Strict base64 of either alphabet, padding optional; undefined when a character is none of it. */
export function bytesFromBase64(text: string): Buffer | undefined {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const digits = text.length - padding;
  const bytes = Buffer.from(text, "base64");
  // Buffer skips what it does not know, so a bad character shows in the length.
  return digits % 4 !== 1 && bytes.length === Math.floor((digits * 3) / 4)
    ? bytes
    : undefined;
}

/** Base64 without copying the bytes first. */
export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    "base64",
  );
}

const booleans = new Map([
  ["true", true],
  ["false", false],
]);

function numberFrom(text: string): number | undefined {
  const value = number.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

function refused(type: string, text: string, refuse: Refuse): never {
  const shown = text.length > 64 ? `${text.slice(0, 64)}…` : text;
  throw refuse(`Value '${shown}' can not be converted to a ${type}`);
}
