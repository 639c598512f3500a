import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type CollectionTag,
  type Document,
  type ScalarTag,
} from "yaml";
import { TemplateProblem, type Position } from "./problem.ts";
import type { ObjectValue, Value } from "./value.ts";
import { isObject } from "./value.ts";

/** CloudFormation's limit for a template in S3, in bytes. */
export const LARGEST = 1_048_576;
/** Nested deeper than this no template is read. */
const DEEPEST = 100;

/** A template's text as values, and where each of them stands. */
export interface Loaded {
  readonly value: ObjectValue;
  /** Where the value at a path stands, or, where there is none, what is nearest above it. */
  readonly positionOf: (
    path: readonly (string | number)[],
  ) => Position | undefined;
}

/** Reads YAML 1.1 or JSON with CloudFormation's short forms. @throws TemplateProblem */
export function load(text: string): Loaded {
  if (Buffer.byteLength(text) > LARGEST)
    throw new TemplateProblem(
      `Template may not exceed ${LARGEST} bytes in size.`,
    );
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.1",
    customTags: (tags) => [BOOLEAN, ...tags.filter(isOffered), ...SHORT_FORMS],
    lineCounter: lines,
    prettyErrors: false,
    merge: false,
    logLevel: "silent",
  });
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [error] = document.errors;
  if (error)
    throw new TemplateProblem(
      `Template format error: ${kindOf(text)} not well-formed. ${describe(error.message, place(error.pos[0]))}`,
      place(error.pos[0]),
    );
  const value = plain(document);
  if (!isObject(value))
    throw new TemplateProblem("Template format error: unsupported structure.", {
      line: 1,
      column: 1,
    });
  return { value, positionOf: (path) => positionIn(document, path, place) };
}

function kindOf(text: string): "JSON" | "YAML" {
  return text.trimStart().startsWith("{") ? "JSON" : "YAML";
}

function describe(message: string, { line, column }: Position): string {
  return `(line ${line}, column ${column}) ${message.split("\n")[0]}`;
}

/** YAML's tags that CloudFormation leaves out (user guide, "YAML"); dates stay texts, and so do `y` and `n`. */
function isOffered(tag: unknown): boolean {
  const name = typeof tag === "string" ? tag : (tag as { tag: string }).tag;
  return !/(binary|bool|omap|pairs|set|timestamp|merge)$/.test(name);
}

const BOOLEAN: ScalarTag = {
  tag: "tag:yaml.org,2002:bool",
  default: true,
  test: /^(?:yes|no|true|false|on|off)$/i,
  resolve: (text) => /^(?:yes|true|on)$/i.test(text),
};

const NAMES = [
  "And",
  "Base64",
  "Cidr",
  "Condition",
  "Contains",
  "EachMemberEquals",
  "EachMemberIn",
  "Equals",
  "FindInMap",
  "GetAtt",
  "GetAZs",
  "If",
  "ImportValue",
  "Join",
  "Length",
  "Not",
  "Or",
  "Ref",
  "RefAll",
  "Select",
  "Split",
  "Sub",
  "ToJsonString",
  "Transform",
  "ValueOf",
  "ValueOfAll",
];

const longName = (name: string): string =>
  name === "Ref" || name === "Condition" ? name : `Fn::${name}`;

/** A value under a short form: stands for an object with the long name. */
class ShortForm {
  readonly name: string;
  readonly operand: unknown;

  constructor(name: string, operand: unknown) {
    this.name = name;
    this.operand = operand;
  }
}

const SHORT_FORMS: (ScalarTag | CollectionTag)[] = NAMES.flatMap((name) => [
  {
    tag: `!${name}`,
    resolve: (text: string) => new ShortForm(longName(name), text),
  } satisfies ScalarTag,
  ...(["seq", "map"] as const).map(
    (collection) =>
      ({
        tag: `!${name}`,
        collection,
        identify: () => false,
        resolve: (node) => node,
      }) satisfies CollectionTag,
  ),
]);

function plain(document: Document): Value {
  const { contents } = document;
  return contents === null ? null : valueOf(contents, 0);
}

/** Values of nodes; a tag of a collection is found on its node. */
function valueOf(node: unknown, depth: number): Value {
  if (depth > DEEPEST)
    throw new TemplateProblem(
      "Template format error: the template is nested too deeply.",
    );
  const tag = (node as { tag?: string }).tag;
  const name =
    tag?.startsWith("!") && !tag.startsWith("!!") ? tag.slice(1) : "";
  if (isMap(node)) {
    const members: Record<string, Value> = {};
    for (const { key, value } of node.items)
      define(
        members,
        keyText(key),
        value === null ? null : valueOf(value, depth + 1),
      );
    return wrapped(name, members);
  }
  if (isSeq(node))
    return wrapped(
      name,
      node.items.map((item) => valueOf(item, depth + 1)),
    );
  if (isScalar(node)) return scalar(node.value);
  throw new TemplateProblem(
    "Template format error: YAML aliases are not allowed in CloudFormation templates",
  );
}

/** `__proto__` is a name like any other. */
function define(object: object, name: string, value: Value): void {
  Object.defineProperty(object, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function wrapped(name: string, value: Value): Value {
  return name === "" ? value : { [longName(name)]: value };
}

function scalar(value: unknown): Value {
  if (value instanceof ShortForm)
    return {
      [value.name]:
        value.name === "Fn::GetAtt"
          ? attributePath(String(value.operand))
          : (value.operand as Value),
    };
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  return (value ?? null) as Value;
}

/** `!GetAtt Logical.Attribute`: what follows the first dot is the attribute. */
function attributePath(text: string): Value {
  const dot = text.indexOf(".");
  return dot < 0 ? text : [text.slice(0, dot), text.slice(dot + 1)];
}

function keyText(key: unknown): string {
  const value = isScalar(key) ? key.value : key;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean")
    return isScalar(key) ? (key.source ?? String(value)) : String(value);
  throw new TemplateProblem(
    "Template format error: keys of a mapping must be texts.",
  );
}

function positionIn(
  document: Document,
  path: readonly (string | number)[],
  place: (offset: number) => Position,
): Position | undefined {
  let node: unknown = document.contents;
  let at: number | undefined = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => keyText(key) === String(step));
      if (!pair) break;
      at = (pair.key as { range?: [number] }).range?.[0] ?? at;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(step)];
      if (item === undefined) break;
      at = (item as { range?: [number] }).range?.[0] ?? at;
      node = item;
    } else break;
  }
  return at === undefined ? undefined : place(at);
}
