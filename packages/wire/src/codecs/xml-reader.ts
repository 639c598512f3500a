import { malformedXml } from "../fault.ts";
import type {
  MapShape,
  Member,
  Shape,
  StructureShape,
} from "../schema/shape.ts";
import { setOwn } from "./own-key.ts";
import { scalarFromText } from "./scalar-text.ts";
import type { XmlElement } from "./xml-document.ts";

/** Reads an element as its shape; throws MalformedXML. Unknown elements are left out. */
export function fromXml(shape: Shape, element: XmlElement): unknown {
  if (shape.kind === "structure") {
    return structureFrom(shape, element);
  }
  if (shape.kind === "list") {
    return itemsOf(
      shape.item,
      named(element, shape.item.own.xmlName ?? "member"),
    );
  }
  if (shape.kind === "map") {
    return mapOf(shape, named(element, "entry"));
  }
  if (element.children.length > 0) throw malformedXml();
  return scalarFromText(shape, element.text, malformedXml);
}

function structureFrom(
  shape: StructureShape,
  element: XmlElement,
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  let set = 0;
  for (const member of shape.members) {
    const value = memberFrom(member, element);
    if (value === undefined) continue;
    read[member.name] = value;
    set++;
  }
  if (shape.union && set > 1) throw malformedXml();
  return read;
}

function memberFrom(member: Member, parent: XmlElement): unknown {
  const name = member.own.xmlName ?? member.name;
  if (member.traits.xmlAttribute) return parent.attributes.get(name);
  const found = named(parent, name);
  const first = found[0];
  if (!first) return undefined;
  const { shape } = member;
  if (member.traits.xmlFlattened && shape.kind === "list")
    return itemsOf(shape.item, found);
  if (member.traits.xmlFlattened && shape.kind === "map")
    return mapOf(shape, found);
  if (found.length > 1) throw malformedXml();
  return fromXml(shape, first);
}

function itemsOf(item: Member, elements: readonly XmlElement[]): unknown[] {
  return elements.map((element) => fromXml(item.shape, element));
}

function mapOf(
  shape: MapShape,
  entries: readonly XmlElement[],
): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  for (const entry of entries) {
    const key = named(entry, shape.key.own.xmlName ?? "key")[0];
    const value = named(entry, shape.value.own.xmlName ?? "value")[0];
    if (!key || !value) throw malformedXml();
    setOwn(map, key.text, fromXml(shape.value.shape, value));
  }
  return map;
}

function named(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((child) => child.name === name);
}
