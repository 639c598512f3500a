import { WireFault, unreadableValue } from "../fault.ts";
import { percentDecoded, queryPairs } from "../percent.ts";
import type { ProtocolName, RequestHead } from "../request.ts";
import { s3Address } from "../s3-address.ts";
import { scalarFromText, type Refuse } from "../codecs/scalar-text.ts";
import { setOwn } from "../codecs/own-key.ts";
import {
  requestBindings,
  type HeaderMember,
  type HttpBindings,
} from "../schema/bindings.ts";
import { labelsOf } from "../schema/labels.ts";
import type { OperationModel } from "../schema/operation.ts";
import type { Member } from "../schema/shape.ts";

/** Reads what a REST request carries outside its body: labels, query parameters and headers. */
export function fromRequestHead(
  protocol: ProtocolName,
  op: OperationModel,
  head: RequestHead,
): Record<string, unknown> {
  const bindings = requestBindings(op);
  const refuse: Refuse = (message) => unreadableValue(protocol, message);
  const input: Record<string, unknown> = {};
  if (bindings.labels.length > 0)
    readLabels(input, bindings.labels, op, head, refuse);
  if (bindings.queries.length > 0 || bindings.queryParams)
    readQuery(input, bindings, op, head, refuse);
  for (const bound of bindings.headers) readHeader(input, bound, head, refuse);
  for (const member of bindings.prefixHeaders)
    readPrefixed(input, member, head, refuse);
  return input;
}

function readLabels(
  input: Record<string, unknown>,
  members: readonly Member[],
  op: OperationModel,
  head: RequestHead,
  refuse: Refuse,
): void {
  const labels =
    op.service.serviceId === "S3"
      ? s3Labels(head)
      : labelsOf(op.http!.template, head.path);
  if (!labels)
    throw new WireFault("InvalidURI", "Couldn't parse the specified URI.");
  for (const member of members) {
    const text = labels.get(member.name);
    if (text !== undefined) input[member.name] = valueOf(member, text, refuse);
  }
}

function s3Labels(head: RequestHead): Map<string, string> | undefined {
  const address = s3Address(head);
  const bucket = percentDecoded(address.bucket);
  const key = percentDecoded(address.key);
  if (bucket === undefined || key === undefined) return undefined;
  return new Map([
    ["Bucket", bucket],
    ["Key", key],
  ]);
}

function readQuery(
  input: Record<string, unknown>,
  { queries, queryParams }: HttpBindings,
  op: OperationModel,
  head: RequestHead,
  refuse: Refuse,
): void {
  const pairs = queryPairs(head.query);
  if (!pairs) throw refuse("The query string contains a syntax error.");
  const named = new Map<string, string[]>();
  for (const { name, value } of pairs) {
    const values = named.get(name);
    if (values) values.push(value);
    else named.set(name, [value]);
  }
  for (const member of queries) {
    const values = named.get(member.traits.httpQuery!);
    if (!values) continue;
    const { shape } = member;
    input[member.name] =
      shape.kind === "list"
        ? values.map((text) => valueOf(shape.item, text, refuse))
        : valueOf(member, values[0]!, refuse);
    named.delete(member.traits.httpQuery!);
  }
  if (queryParams) readQueryParams(input, queryParams, op, named, refuse);
}

/** The parameters that are neither bound, nor literals of the route, nor part of a presigned signature. */
function readQueryParams(
  input: Record<string, unknown>,
  member: Member,
  op: OperationModel,
  named: ReadonlyMap<string, readonly string[]>,
  refuse: Refuse,
): void {
  const { shape } = member;
  if (shape.kind !== "map") return;
  const literals = new Set(
    (queryPairs(op.http!.template.split("?")[1] ?? "") ?? []).map(
      ({ name }) => name,
    ),
  );
  const value = shape.value;
  const rest: Record<string, unknown> = {};
  for (const [name, values] of named) {
    if (literals.has(name) || name.startsWith("X-Amz-")) continue;
    const read =
      value.shape.kind === "list"
        ? values.map((text) =>
            valueOf((value.shape as { item: Member }).item, text, refuse),
          )
        : valueOf(value, values[0]!, refuse);
    setOwn(rest, name, read);
  }
  if (Object.keys(rest).length > 0) input[member.name] = rest;
}

function readHeader(
  input: Record<string, unknown>,
  { member, header }: HeaderMember,
  head: RequestHead,
  refuse: Refuse,
): void {
  const text = ownHeader(head, header);
  if (text === undefined) return;
  const { shape } = member;
  input[member.name] =
    shape.kind === "list"
      ? headerItems(text, shape.item).map((item) =>
          valueOf(shape.item, item, refuse),
        )
      : valueOf(member, text, refuse);
}

/** With `aws-chunked`, encoding and length tell of the transfer; S3 stores those of the object itself. */
function ownHeader({ headers }: RequestHead, name: string): string | undefined {
  const given = headers[name];
  if (name === "content-length")
    return headers["x-amz-decoded-content-length"] ?? given;
  if (name !== "content-encoding" || !given?.includes("aws-chunked"))
    return given;
  const kept = given
    .split(",")
    .filter((coding) => coding.trim() !== "aws-chunked");
  return kept.length > 0 ? kept.join(",").trim() : undefined;
}

function readPrefixed(
  input: Record<string, unknown>,
  member: Member,
  head: RequestHead,
  refuse: Refuse,
): void {
  const { shape } = member;
  if (shape.kind !== "map") return;
  const prefix = member.traits.httpPrefixHeaders!.toLowerCase();
  const map: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(head.headers))
    if (text !== undefined && name.startsWith(prefix))
      setOwn(
        map,
        name.slice(prefix.length),
        valueOf(shape.value, text, refuse),
      );
  if (Object.keys(map).length > 0) input[member.name] = map;
}

/** Splits a list header at its commas, but for those in quotes and, in http-dates, the one after the weekday. */
function headerItems(text: string, item: Member): string[] {
  const pattern =
    item.shape.kind === "timestamp" && item.shape.timestamp !== "date-time"
      ? /[^,]+,[^,]+/g
      : /"(?:[^"\\]|\\.)*"|[^,]+/g;
  return (text.match(pattern) ?? [])
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) =>
      part.startsWith('"') && part.endsWith('"')
        ? part.slice(1, -1).replace(/\\(.)/g, "$1")
        : part,
    );
}

function valueOf({ shape }: Member, text: string, refuse: Refuse): unknown {
  if (
    shape.kind === "list" ||
    shape.kind === "map" ||
    shape.kind === "structure"
  )
    throw refuse("Start of structure or map found where not expected");
  // Numbers and the like may be padded in headers; strings are taken as they are.
  return scalarFromText(
    shape,
    shape.kind === "string" ? text : text.trim(),
    refuse,
  );
}
