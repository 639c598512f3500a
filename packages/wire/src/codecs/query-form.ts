import { WireFault } from "../fault.ts";
import { queryPairs } from "../percent.ts";
import type { Member, Shape, StructureShape } from "../schema/shape.ts";
import { setOwn } from "./own-key.ts";
import { utf8Text } from "./utf8.ts";
import { scalarFromText } from "./scalar-text.ts";

/** The two query dialects differ in names and in whether lists carry `.member`. */
export type QueryDialect = "awsQuery" | "ec2Query";

/** `A.B.1=x` as a tree: each name segment a step down. */
interface FormNode {
  value: string | undefined;
  readonly children: Map<string, FormNode>;
}

const depthLimit = 64;
const fieldLimit = 20_000;

/** Reads form fields into the input's shape; throws MalformedInput or MalformedQueryString. */
export function fromForm(
  shape: StructureShape,
  form: Uint8Array | string,
  dialect: QueryDialect,
): Record<string, unknown> {
  return structureFrom(shape, treeOf(form), dialect);
}

function treeOf(form: Uint8Array | string): FormNode {
  const text = typeof form === "string" ? form : utf8Text(form);
  const pairs = text === undefined ? undefined : queryPairs(text);
  if (!pairs) throw malformedQuery();
  if (pairs.length > fieldLimit) throw malformed("Too many parameters");
  const root = node();
  for (const { name, value } of pairs) {
    const steps = name.split(".");
    if (steps.length > depthLimit)
      throw malformed("The parameters are nested too deeply");
    let at = root;
    for (const step of steps) {
      const next = at.children.get(step) ?? node();
      at.children.set(step, next);
      at = next;
    }
    if (at.value !== undefined && at.value !== value)
      throw malformed(`The parameter ${name.slice(0, 128)} was given twice`);
    at.value = value;
  }
  return root;
}

function read(
  shape: Shape,
  from: FormNode,
  member: Member,
  dialect: QueryDialect,
): unknown {
  if (shape.kind === "structure") {
    return structureFrom(shape, from, dialect);
  }
  if (shape.kind === "list") {
    return listFrom(shape.item, from, member, dialect);
  }
  if (shape.kind === "map") {
    return mapFrom(shape, from, member, dialect);
  }
  if (from.value === undefined)
    throw malformed("Start of structure or map found where not expected");
  return scalarFromText(shape, from.value, malformed);
}

function structureFrom(
  shape: StructureShape,
  from: FormNode,
  dialect: QueryDialect,
): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  let set = 0;
  for (const member of shape.members) {
    const found =
      from.children.get(wireName(member, dialect)) ??
      flattenedByItem(member, from);
    if (!found) continue;
    structure[member.name] = read(member.shape, found, member, dialect);
    set++;
  }
  if (shape.union && set > 1)
    throw malformed(
      `Exactly one member of the union ${shape.name} must be set`,
    );
  return structure;
}

/** Some clients write a flattened list by its item's name: `Attribute.1` for `Attributes`. */
function flattenedByItem(
  { shape, traits }: Member,
  from: FormNode,
): FormNode | undefined {
  if (!traits.xmlFlattened || shape.kind !== "list") return undefined;
  const name = shape.item.own.xmlName;
  return name === undefined ? undefined : from.children.get(name);
}

function listFrom(
  item: Member,
  from: FormNode,
  member: Member,
  dialect: QueryDialect,
): unknown[] {
  const flattened = dialect === "ec2Query" || member.traits.xmlFlattened;
  const holder = flattened
    ? from
    : from.children.get(item.own.xmlName ?? "member");
  return numbered(holder).map((element) =>
    read(item.shape, element, item, dialect),
  );
}

function mapFrom(
  shape: Extract<Shape, { kind: "map" }>,
  from: FormNode,
  member: Member,
  dialect: QueryDialect,
): Record<string, unknown> {
  const holder = member.traits.xmlFlattened ? from : from.children.get("entry");
  const map: Record<string, unknown> = {};
  for (const entry of numbered(holder)) {
    const key = entry.children.get(shape.key.own.xmlName ?? "key")?.value;
    const value = entry.children.get(shape.value.own.xmlName ?? "value");
    if (key === undefined || !value)
      throw malformed("Expected a key and a value in each entry");
    setOwn(map, key, read(shape.value.shape, value, shape.value, dialect));
  }
  return map;
}

/** The children `1`, `2`, … in order; gaps are closed, as AWS does. */
function numbered(holder: FormNode | undefined): FormNode[] {
  if (!holder) return [];
  return [...holder.children]
    .map(([step, child]) => {
      if (!/^[1-9]\d{0,8}$/.test(step))
        throw malformed(`Key '${step.slice(0, 64)}' is no list index`);
      return { index: Number(step), child };
    })
    .toSorted((a, b) => a.index - b.index)
    .map(({ child }) => child);
}

function wireName({ name, own }: Member, dialect: QueryDialect): string {
  if (dialect === "awsQuery") return own.xmlName ?? name;
  if (own.ec2QueryName !== undefined) return own.ec2QueryName;
  const given = own.xmlName ?? name;
  return given.charAt(0).toUpperCase() + given.slice(1);
}

function node(): FormNode {
  return { value: undefined, children: new Map() };
}

function malformed(message: string): WireFault {
  return new WireFault("MalformedInput", message);
}

function malformedQuery(): WireFault {
  return new WireFault(
    "MalformedQueryString",
    "The query string contains a syntax error.",
  );
}
