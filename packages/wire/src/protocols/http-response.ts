import { scalarText } from "../codecs/scalar-text.ts";
import { responseBindings, type HttpBindings } from "../schema/bindings.ts";
import type {
  Member,
  Shape,
  StructureShape,
  TimestampFormat,
} from "../schema/shape.ts";

/** Writes the members of an output or error that travel as headers. */
export function responseHeaders(
  shape: StructureShape,
  value: unknown,
): Record<string, string> {
  const { headers, prefixHeaders } = responseBindings(shape);
  const source = value as Record<string, unknown>;
  const written: Record<string, string> = {};
  for (const { member, header } of headers) {
    const element = source[member.name];
    if (element !== undefined && element !== null)
      written[header] = headerText(member, element);
  }
  for (const member of prefixHeaders) {
    if (member.shape.kind !== "map") continue;
    const prefix = member.traits.httpPrefixHeaders!.toLowerCase();
    for (const [name, element] of Object.entries(source[member.name] ?? {}))
      if (element !== undefined && element !== null)
        written[prefix + name.toLowerCase()] = headerText(
          member.shape.value,
          element,
        );
  }
  return written;
}

/** The status of a successful answer: the caller's, the output's own, or the model's. */
export function statusOf(
  output: object,
  { responseCode }: Pick<HttpBindings, "responseCode">,
  modelled: number,
): number {
  const { $metadata } = output as { $metadata?: { httpStatusCode?: number } };
  const own =
    responseCode && (output as Record<string, unknown>)[responseCode.name];
  return (
    $metadata?.httpStatusCode ?? (typeof own === "number" ? own : modelled)
  );
}

function headerText({ shape }: Member, value: unknown): string {
  if (shape.kind !== "list") return safe(textOf(shape, value));
  const quotable = shape.item.shape.kind === "string";
  return [...(value as Iterable<unknown>)]
    .map((item) => safe(textOf(shape.item.shape, item)))
    .map((text) =>
      quotable && /[",]/.test(text)
        ? `"${text.replace(/["\\]/g, "\\$&")}"`
        : text,
    )
    .join(", ");
}

function textOf(shape: Shape, value: unknown): string {
  const timestamps: TimestampFormat = "http-date";
  if (
    shape.kind === "structure" ||
    shape.kind === "list" ||
    shape.kind === "map"
  )
    return JSON.stringify(value);
  return scalarText(shape, value, timestamps);
}

const unsafe = /[^\t\x20-\x7e\x80-\xff]/;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const control = /[\x00-\x08\x0a-\x1f\x7f]/g;

/** HTTP headers are bytes: text beyond Latin-1 goes out as UTF-8, and no control character may split the answer. */
function safe(text: string): string {
  if (!unsafe.test(text)) return text;
  return Buffer.from(text).toString("latin1").replace(control, " ");
}
