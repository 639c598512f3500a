import { malformedXml } from "../fault.ts";
import { utf8Text } from "./utf8.ts";

/** An element as parsed: names without their prefix, attributes as written, text with entities resolved. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface OpenElement {
  name: string;
  tag: string;
  attributes: Map<string, string>;
  children: XmlElement[];
  text: string;
}

const depthLimit = 128;

/**
 * Parses a request's XML; throws MalformedXML.
 * A strict subset: no document type, no entities but the predefined five and character references, bounded depth.
 */
export function parsedXml(body: Uint8Array): XmlElement {
  const source = utf8Text(body);
  if (source === undefined) throw malformedXml();
  return parse(source.charCodeAt(0) === 0xfeff ? source.slice(1) : source);
}

function parse(source: string): XmlElement {
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let at = 0;
  while (at < source.length) {
    const next = source.indexOf("<", at);
    addText(open, source.slice(at, next < 0 ? source.length : next));
    if (next < 0) break;
    at = next;
    const skipped = skipAside(source, at, open);
    if (skipped !== undefined) {
      at = skipped;
      continue;
    }
    const end = tagEnd(source, at);
    const inner = source.slice(at + 1, end);
    at = end + 1;
    if (inner.startsWith("/")) {
      const closed = open.pop();
      if (!closed || closed.tag !== inner.slice(1).trimEnd())
        throw malformedXml();
      root = settle(open, closed) ?? root;
      continue;
    }
    if (root || open.length >= depthLimit) throw malformedXml();
    const empty = inner.endsWith("/");
    const element = opening(empty ? inner.slice(0, -1) : inner);
    if (empty) root = settle(open, element) ?? root;
    else open.push(element);
  }
  if (!root || open.length > 0) throw malformedXml();
  return root;
}

/** Hands a finished element to its parent, or returns it as the root. */
function settle(
  open: readonly OpenElement[],
  element: OpenElement,
): XmlElement | undefined {
  const parent = open.at(-1);
  if (!parent) return element;
  parent.children.push(element);
  return undefined;
}

function addText(open: readonly OpenElement[], text: string): void {
  if (text === "") return;
  const parent = open.at(-1);
  if (parent) parent.text += resolved(text);
  else if (text.trim() !== "") throw malformedXml();
}

/** Steps over a declaration, comment or CDATA section; undefined at a tag. Document types are refused. */
function skipAside(
  source: string,
  at: number,
  open: readonly OpenElement[],
): number | undefined {
  if (source.startsWith("<?", at)) return after(source, "?>", at);
  if (source.startsWith("<!--", at)) return after(source, "-->", at + 4);
  if (source.startsWith("<![CDATA[", at)) {
    const parent = open.at(-1);
    if (!parent) throw malformedXml();
    const end = after(source, "]]>", at);
    parent.text += source.slice(at + 9, end - 3);
    return end;
  }
  if (source.startsWith("<!", at)) throw malformedXml();
  return undefined;
}

function after(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  if (found < 0) throw malformedXml();
  return found + mark.length;
}

/** The `>` that ends a tag; one inside a quoted attribute does not. */
function tagEnd(source: string, at: number): number {
  let quote = 0;
  for (let index = at + 1; index < source.length; index++) {
    const char = source.charCodeAt(index);
    if (quote !== 0) {
      if (char === quote) quote = 0;
    } else if (char === 0x22 || char === 0x27) quote = char;
    else if (char === 0x3e) return index;
    else if (char === 0x3c) break;
  }
  throw malformedXml();
}

const tagName = /^[A-Za-z_][\w.:-]*/;
const attribute = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;

function opening(inner: string): OpenElement {
  const tag = tagName.exec(inner)?.[0];
  if (tag === undefined) throw malformedXml();
  const attributes = new Map<string, string>();
  const body = inner.trimEnd();
  let at = tag.length;
  while (at < body.length) {
    attribute.lastIndex = at;
    const found = attribute.exec(body);
    if (!found || attributes.has(found[1]!)) throw malformedXml();
    attributes.set(found[1]!, resolved(found[2] ?? found[3] ?? ""));
    at = attribute.lastIndex;
  }
  return {
    name: tag.slice(tag.indexOf(":") + 1),
    tag,
    attributes,
    children: [],
    text: "",
  };
}

const entities: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

function resolved(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&([^;&]{0,12};?)/g, (_, reference: string) => {
    const name = reference.endsWith(";") ? reference.slice(0, -1) : "";
    const known = entities.get(name) ?? characterOf(name);
    if (known === undefined) throw malformedXml();
    return known;
  });
}

function characterOf(name: string): string | undefined {
  const digits = /^#(?:x([\da-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
  if (!digits) return undefined;
  const code =
    digits[1] === undefined
      ? Number(digits[2])
      : Number.parseInt(digits[1], 16);
  const allowed = code === 9 || code === 10 || code === 13 || code >= 32;
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  return allowed && !surrogate && code <= 0x10ffff
    ? String.fromCodePoint(code)
    : undefined;
}
