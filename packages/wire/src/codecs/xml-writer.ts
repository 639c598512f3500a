import type { Member, Shape, StructureShape } from "../schema/shape.ts";
import { scalarText } from "./scalar-text.ts";

/** How timestamps look: S3 always writes milliseconds, the query services only when there are some. */
export interface XmlStyle {
  readonly wholeMillis: boolean;
}

/** Writes `<name>…</name>` for a value of the shape; `attributes` comes ready-made with a leading blank. */
export function toXml(
  name: string,
  shape: Shape,
  value: unknown,
  style: XmlStyle,
  attributes = "",
): string {
  if (shape.kind === "structure") {
    return `<${name}${attributes}${attributesOf(shape, value, style)}>${membersXml(shape, value, style)}</${name}>`;
  }
  if (shape.kind === "list") {
    const item = shape.item.own.xmlName ?? "member";
    return `<${name}${attributes}>${items(item, shape.item, value, style)}</${name}>`;
  }
  if (shape.kind === "map") {
    return `<${name}${attributes}>${entries("entry", shape, value, style)}</${name}>`;
  }
  return `<${name}${attributes}>${escapedText(scalarText(shape, value, "date-time", style.wholeMillis))}</${name}>`;
}

/** Writes the elements of a structure's members without an element around them; `only` chooses members. */
export function membersXml(
  shape: StructureShape,
  value: unknown,
  style: XmlStyle,
  only?: (member: Member) => boolean,
): string {
  const source = value as Record<string, unknown>;
  let xml = "";
  for (const member of shape.members) {
    const element = source[member.name];
    if (element === undefined || element === null || member.traits.xmlAttribute)
      continue;
    if (only && !only(member)) continue;
    xml += memberXml(member, element, style);
  }
  return xml;
}

/** Writes one member by its own element name. */
export function memberXml(
  member: Member,
  value: unknown,
  style: XmlStyle,
): string {
  const { shape, traits } = member;
  const name = member.own.xmlName ?? member.name;
  if (traits.xmlFlattened && shape.kind === "list")
    return items(name, shape.item, value, style);
  if (traits.xmlFlattened && shape.kind === "map")
    return entries(name, shape, value, style);
  const namespace = member.own.xmlNamespace;
  const xmlns = namespace
    ? ` xmlns:${namespace[0]}="${escapedAttribute(namespace[1])}"`
    : "";
  return toXml(name, shape, value, style, xmlns);
}

function items(
  name: string,
  item: Member,
  value: unknown,
  style: XmlStyle,
): string {
  let xml = "";
  for (const element of value as Iterable<unknown>)
    if (element !== undefined && element !== null)
      xml += toXml(name, item.shape, element, style);
  return xml;
}

function entries(
  name: string,
  shape: Extract<Shape, { kind: "map" }>,
  value: unknown,
  style: XmlStyle,
): string {
  const key = shape.key.own.xmlName ?? "key";
  const val = shape.value.own.xmlName ?? "value";
  return Object.entries(value as object)
    .filter(([, element]) => element !== undefined && element !== null)
    .map(
      ([entry, element]) =>
        `<${name}><${key}>${escapedText(entry)}</${key}>${toXml(val, shape.value.shape, element, style)}</${name}>`,
    )
    .join("");
}

/** The members that stand in the start tag: S3's `xsi:type` alone. */
function attributesOf(
  shape: StructureShape,
  value: unknown,
  style: XmlStyle,
): string {
  let written = "";
  for (const { name, own, traits, shape: target } of shape.members) {
    if (!traits.xmlAttribute) continue;
    const element = (value as Record<string, unknown>)[name];
    if (
      element === undefined ||
      element === null ||
      target.kind === "structure"
    )
      continue;
    if (target.kind === "list" || target.kind === "map") continue;
    const text = scalarText(target, element, "date-time", style.wholeMillis);
    written += ` ${own.xmlName ?? name}="${escapedAttribute(text)}"`;
  }
  return written;
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const special = /[&<>\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const specials = new RegExp(special, "g");

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;",
  "\n": "&#xA;",
  "\t": "&#x9;",
};

/** Element text. Characters that XML 1.0 cannot say become U+FFFD, so that a stray byte never breaks an answer. */
export function escapedText(text: string): string {
  if (!special.test(text)) return text;
  return text.replace(specials, (char) => escapes[char] ?? "\ufffd");
}

function escapedAttribute(text: string): string {
  return escapedText(text).replace(/["\n\t]/g, (char) => escapes[char]!);
}
