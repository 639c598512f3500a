import type { MessageAttributeValue } from "@aws-sdk/client-sns";
import { invalid } from "./topic.ts";

/** A message as it was published. */
export interface Message {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string;
  /** By protocol, with `default` for those that have none of their own. */
  readonly texts: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** Twenty digits; of FIFO topics only. */
  readonly sequenceNumber?: string;
  /** The trace header of the call that published it: loops through topics are found out by it. */
  readonly traceId?: string;
}

/** An attribute of a message; binary values are in base64. */
export interface MessageAttribute {
  readonly type: string;
  readonly value: string;
}

/** What Publish and the entries of PublishBatch have in common. */
export interface Asked {
  readonly Message?: string | undefined;
  readonly Subject?: string | undefined;
  readonly MessageStructure?: string | undefined;
  readonly MessageAttributes?:
    Readonly<Record<string, MessageAttributeValue>> | undefined;
}

/** Bytes of text and attributes together (SNS quotas). */
export const LARGEST = 262_144;

/** The content of a message that may be published. @throws Fault InvalidParameter */
export function checkedContent(
  asked: Asked,
): Pick<Message, "texts" | "attributes" | "subject"> {
  const { Message = "", Subject, MessageStructure } = asked;
  if (Message === "") throw invalid("Empty message");
  if (Subject !== undefined && !SUBJECT.test(Subject)) throw invalid("Subject");
  const attributes = Object.fromEntries(
    Object.entries(asked.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      checkedAttribute(name, value),
    ]),
  );
  const content = {
    texts:
      MessageStructure === "json" ? textsIn(Message) : { default: Message },
    attributes,
    ...(Subject === undefined ? {} : { subject: Subject }),
  };
  if (sizeOf(asked) > LARGEST) throw invalid("Message too long");
  return content;
}

/** Bytes that count towards the limit. */
export function sizeOf({ Message = "", MessageAttributes }: Asked): number {
  return Object.entries(MessageAttributes ?? {}).reduce(
    (sum, [name, { DataType = "", StringValue = "", BinaryValue }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      (BinaryValue?.byteLength ?? Buffer.byteLength(StringValue)),
    Buffer.byteLength(Message),
  );
}

/** The text that a protocol's endpoints get. */
export function textFor(message: Message, protocol: string): string {
  return message.texts[protocol] ?? message.texts["default"] ?? "";
}

/** Printable ASCII that begins with neither space nor control character, 100 characters at most. */
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]{0,99}$/;

function textsIn(json: string): Record<string, string> {
  const body = parsed(json);
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw invalid("Message Structure - JSON message body failed to parse");
  const texts = Object.entries(body).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  if (!texts.some(([protocol]) => protocol === "default"))
    throw invalid("Message Structure - No default entry in JSON message body");
  return Object.fromEntries(texts);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const ATTRIBUTE_NAME =
  /^(?!\.)(?!.*\.\.)(?!(?:aws|amazon)\.)[\w.-]{1,256}(?<!\.)$/i;

function checkedAttribute(
  name: string,
  { DataType = "", StringValue, BinaryValue }: MessageAttributeValue,
): MessageAttribute {
  const of = `The message attribute '${name}'`;
  if (!ATTRIBUTE_NAME.test(name))
    throw invalid(`Message attribute name '${name}' is not valid`);
  if (!/^(String|String\.Array|Number|Binary)(\.|$)/.test(DataType))
    throw invalid(
      `${of} has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  const binary = DataType.startsWith("Binary");
  if (binary ? BinaryValue === undefined : StringValue === undefined)
    throw invalid(
      `${of} with type '${DataType}' must use field '${binary ? "Binary" : "String"}'.`,
    );
  if (binary ? BinaryValue?.byteLength === 0 : StringValue === "")
    throw invalid(
      `${of} must contain non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  const value = binary
    ? Buffer.from(BinaryValue ?? []).toString("base64")
    : (StringValue ?? "");
  if (
    DataType.startsWith("Number") &&
    !/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)
  )
    throw invalid(
      `Could not cast message attribute '${name}' value to number.`,
    );
  if (DataType === "String.Array" && !Array.isArray(parsed(value)))
    throw invalid(`${of} has an invalid String.Array value.`);
  return { type: DataType, value };
}
