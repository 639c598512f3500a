import type {
  MessageAttributeValue,
  MessageSystemAttributeValue,
} from "@aws-sdk/client-sqs";
import { invalidParameter } from "../parameter-faults.ts";
import type { StoredAttribute } from "../tables.ts";
import { hasOnlyAllowedCharacters } from "./characters.ts";

const AT_MOST = 10;
const NAME = /^(?!\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/;
const RESERVED = /^(aws|amazon)\./i;
const TYPE = /^(String|Number|Binary)(\..+)?$/;
const LONGEST_TYPE = 256;

/**
 * The attributes of a message as they are stored (SQS developer guide, "Message attribute components").
 * @throws Fault InvalidParameterValue
 */
export function checkedMessageAttributes(
  given: Readonly<Record<string, MessageAttributeValue>> | undefined,
): Readonly<Record<string, StoredAttribute>> | undefined {
  const entries = Object.entries(given ?? {});
  if (entries.length === 0) return undefined;
  if (entries.length > AT_MOST)
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${AT_MOST}].`,
    );
  return Object.fromEntries(
    entries.map(([name, value]) => {
      checkName(name);
      return [name, stored(name, value, "user")];
    }),
  );
}

/** The one system attribute that a message is sent with: its trace header. */
export function checkedTraceHeader(
  given: Readonly<Record<string, MessageSystemAttributeValue>> | undefined,
): string | undefined {
  const header = given?.["AWSTraceHeader"];
  for (const name of Object.keys(given ?? {}))
    if (name !== "AWSTraceHeader")
      throw invalidParameter(
        `Message system attribute name '${name}' is invalid.`,
      );
  if (!header) return undefined;
  const { type, value } = stored("AWSTraceHeader", header, "system");
  if (type !== "String")
    throw invalidParameter(
      "The message system attribute 'AWSTraceHeader' has an invalid value.",
    );
  return value;
}

function checkName(name: string): void {
  if (!NAME.test(name) || RESERVED.test(name))
    throw invalidParameter(
      `The message attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters, and must not start with AWS. or Amazon.`,
    );
}

function stored(
  name: string,
  { DataType, StringValue, BinaryValue }: MessageAttributeValue,
  whose: "user" | "system",
): StoredAttribute {
  const kind = whose === "user" ? "message (user)" : "message (system)";
  if (!DataType)
    throw invalidParameter(
      `The ${kind} attribute '${name}' must contain a non-empty attribute type.`,
    );
  const base = TYPE.exec(DataType)?.[1];
  if (base === undefined || DataType.length > LONGEST_TYPE)
    throw invalidParameter(
      `The type of ${kind} attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  const value =
    base === "Binary"
      ? BinaryValue && Buffer.from(BinaryValue).toString("base64")
      : StringValue;
  if (!value)
    throw invalidParameter(
      `The ${kind} attribute '${name}' must contain a non-empty value of type '${base}'.`,
    );
  if (base !== "Binary" && !hasOnlyAllowedCharacters(value))
    throw invalidParameter(
      `The ${kind} attribute '${name}' contains characters outside the allowed set.`,
    );
  if (
    base === "Number" &&
    !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)
  )
    throw invalidParameter(
      `Can't cast the value of ${kind} attribute '${name}' to a number.`,
    );
  return { type: DataType, value };
}

/** The bytes that attributes count for in a message's size. */
export function attributesSize(
  attributes: Readonly<Record<string, StoredAttribute>> | undefined,
): number {
  let size = 0;
  for (const [name, { type, value }] of Object.entries(attributes ?? {}))
    size +=
      Buffer.byteLength(name) +
      Buffer.byteLength(type) +
      Buffer.byteLength(value, type.startsWith("Binary") ? "base64" : "utf8");
  return size;
}
