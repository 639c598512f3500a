import type { JsonNaming } from "../codecs/json-reader.ts";
import { jsonText } from "../codecs/json-writer.ts";
import type { OperationModel } from "../schema/operation.ts";
import type { StructureShape } from "../schema/shape.ts";
import type { ErrorAnswer } from "./protocol.ts";

/** The shape of an error, if the operation's service models it. */
export function modelledError(
  op: OperationModel | undefined,
  name: string,
): StructureShape | undefined {
  return op?.service.error(name);
}

/** `message`, or `Message` where the error's shape spells it so. */
export function messageKey(
  shape: StructureShape | undefined,
): "message" | "Message" {
  return shape?.member("Message") ? "Message" : "message";
}

/** The code that the query protocol speaks: `NoSuchEntity` for `NoSuchEntityException`. */
export function queryCode(
  shape: StructureShape | undefined,
  name: string,
): string {
  return shape?.queryError?.[0] ?? name;
}

/** `x-amzn-query-error`, by which formerly query services tell their old codes over JSON and CBOR. */
export function queryErrorHeader(
  op: OperationModel | undefined,
  shape: StructureShape | undefined,
  error: ErrorAnswer,
): Record<string, string> {
  if (!op?.service.queryCompatible) return {};
  const side = error.fault === "client" ? "Sender" : "Receiver";
  return { "x-amzn-query-error": `${queryCode(shape, error.name)};${side}` };
}

/** An error's further members as plain JSON, by its shape where it has one. */
export function fieldsJson(
  shape: StructureShape | undefined,
  { fields = {} }: ErrorAnswer,
  naming: JsonNaming,
): Readonly<Record<string, unknown>> {
  if (!shape) return fields;
  return JSON.parse(jsonText(shape, fields, naming)) as Record<string, unknown>;
}
