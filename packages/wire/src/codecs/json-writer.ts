import type { Member, Shape, StructureShape } from "../schema/shape.ts";
import type { JsonNaming } from "./json-reader.ts";
import { base64Of } from "./scalar-text.ts";
import { timestampText } from "./timestamp.ts";

/** Writes an output as JSON text by its shape; members that the shape does not know are left out. */
export function jsonText(
  shape: Shape,
  value: unknown,
  naming: JsonNaming,
): string {
  return writerOf(shape, naming)(value);
}

/** Writes the given members of a structure as one JSON object. */
export function jsonOfMembers(
  members: readonly Member[],
  value: unknown,
  naming: JsonNaming,
): string {
  return objectText(fieldsOf(members, naming), value);
}

/** Writers are made once a structure: an answer is a walk over ready-made keys. */
type Writer = (value: unknown) => string;

interface Field {
  readonly name: string;
  /** `"Key":`, escaped. */
  readonly key: string;
  readonly write: Writer;
}

const structures = {
  plain: new WeakMap<StructureShape, Writer>(),
  renamed: new WeakMap<StructureShape, Writer>(),
};

function writerOf(shape: Shape, naming: JsonNaming): Writer {
  switch (shape.kind) {
    case "structure":
      return structureWriter(shape, naming);
    case "list":
      return listWriter(shape.item, naming);
    case "map":
      return mapWriter(shape.value, naming);
    case "string":
      return stringText;
    case "timestamp":
      return (value) => timestampJson(value as Date, shape.timestamp);
    case "blob":
      return blobText;
    case "number":
    case "boolean":
    case "document":
    case "bigDecimal":
      return plainText;
    case "bigInteger":
      return String;
  }
}

function structureWriter(shape: StructureShape, naming: JsonNaming): Writer {
  const cache = naming.jsonName ? structures.renamed : structures.plain;
  const known = cache.get(shape);
  if (known) return known;
  // The fields are made at the first call, as a structure may hold itself.
  let fields: readonly Field[] | undefined;
  const writer: Writer = (value) =>
    objectText((fields ??= fieldsOf(shape.members, naming)), value);
  cache.set(shape, writer);
  return writer;
}

function fieldsOf(
  members: readonly Member[],
  naming: JsonNaming,
): readonly Field[] {
  return members.map((member) => {
    const key = naming.jsonName
      ? (member.traits.jsonName ?? member.name)
      : member.name;
    return {
      name: member.name,
      key: `${JSON.stringify(key)}:`,
      write: writerOf(member.shape, naming),
    };
  });
}

function objectText(fields: readonly Field[], value: unknown): string {
  const source = value as Readonly<Record<string, unknown>>;
  let text = "";
  for (const { name, key, write } of fields) {
    const element = source[name];
    if (element === undefined || element === null) continue;
    text += (text === "" ? key : `,${key}`) + write(element);
  }
  return `{${text}}`;
}

function listWriter({ shape, traits }: Member, naming: JsonNaming): Writer {
  let write: Writer | undefined;
  return (value) => {
    write ??= writerOf(shape, naming);
    let text = "";
    for (const element of value as Iterable<unknown>) {
      const absent = element === undefined || element === null;
      if (absent && !traits.sparse) continue;
      text += (text === "" ? "" : ",") + (absent ? "null" : write(element));
    }
    return `[${text}]`;
  };
}

function mapWriter({ shape, traits }: Member, naming: JsonNaming): Writer {
  let write: Writer | undefined;
  return (value) => {
    write ??= writerOf(shape, naming);
    let text = "";
    for (const [key, element] of Object.entries(value as object)) {
      const absent = element === undefined || element === null;
      if (absent && !traits.sparse) continue;
      text += `${text === "" ? "" : ","}${stringText(key)}:${absent ? "null" : write(element)}`;
    }
    return `{${text}}`;
  };
}

/** What JSON escapes: quotes, backslashes, control characters and halves of surrogate pairs. */
const special = /["\\\p{Cc}\ud800-\udfff]/u;

function stringText(value: unknown): string {
  if (typeof value === "string" && !special.test(value)) return `"${value}"`;
  return JSON.stringify(value);
}

/** JSON has no NaN and no infinities; the protocols write them as strings. */
function plainText(value: unknown): string {
  if (typeof value !== "number") return JSON.stringify(value);
  return Number.isFinite(value) ? `${value}` : `"${value}"`;
}

function blobText(value: unknown): string {
  return typeof value === "string"
    ? `"${Buffer.from(value).toString("base64")}"`
    : `"${base64Of(value as Uint8Array)}"`;
}

/** JSON's default is epoch seconds as a number; the other formats are strings. */
function timestampJson(
  date: Date,
  format: Parameters<typeof timestampText>[1],
): string {
  const numeric = format === "default" || format === "epoch-seconds";
  return numeric
    ? `${date.getTime() / 1000}`
    : `"${timestampText(date, format)}"`;
}
