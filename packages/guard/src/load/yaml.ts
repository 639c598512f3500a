import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import type { Document, Node, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { valueAt, type GuardValue, type Source } from "../value.ts";
import { LoadFailure, Meter } from "./limits.ts";
import { noteRepeatedKey } from "./repeated-keys.ts";
import {
  plainScalar,
  readFloat,
  readInteger,
  type Dialect,
} from "./scalars.ts";
import { longForm } from "./short-forms.ts";

/** Loaded at its first use: most templates are read by the quick reader, and its seventy files make a start later. */
let loaded: typeof Yaml | undefined;
const library = (): typeof Yaml =>
  (loaded ??= createRequire(import.meta.url)("yaml") as typeof Yaml);

/**
 * Reads YAML with CloudFormation's short forms and the place of every value. Aliases are followed,
 * within the limits.
 * @throws LoadFailure where the text is not YAML or past the limits.
 */
export function loadYaml(source: Source, dialect: Dialect): GuardValue {
  let document: Document.Parsed;
  try {
    document = library().parseDocument(source.text, {
      schema: "failsafe",
      uniqueKeys: dialect === "test",
      logLevel: "silent",
      prettyErrors: false,
      stringKeys: false,
    });
  } catch (error) {
    if (error instanceof RangeError)
      throw new LoadFailure("The document is nested too deeply", 0);
    throw error;
  }
  const [error] = document.errors;
  // Of several documents in one text, cfn-guard reads the first.
  if (error && error.code !== "MULTIPLE_DOCS")
    throw new LoadFailure(sentence(error.message), error.pos[0]);
  if (!document.contents)
    throw new LoadFailure("The document is empty", source.text.length);
  return new YamlReader(source, dialect, document).value(
    document.contents,
    undefined,
    undefined,
    0,
  );
}

type Parent = GuardValue | undefined;
type Key = string | number | undefined;

class YamlReader {
  readonly #source: Source;
  readonly #dialect: Dialect;
  readonly #document: Document.Parsed;
  readonly #meter = new Meter();
  readonly #open = new Set<Node>();

  constructor(source: Source, dialect: Dialect, document: Document.Parsed) {
    this.#source = source;
    this.#dialect = dialect;
    this.#document = document;
  }

  value(node: Node, parent: Parent, key: Key, keyAt: number): GuardValue {
    const at = this.#start(node);
    this.#meter.value(at);
    if (library().isAlias(node))
      return this.#alias(node, parent, key, keyAt, at);
    const tagged = this.#longForm(node);
    if (tagged === undefined) return this.#bare(node, at, parent, key, keyAt);
    const members = new Map<string, GuardValue>();
    const map = this.#make("map", members, at, parent, key, keyAt);
    members.set(tagged, this.#bare(node, at, map, tagged, at));
    return map;
  }

  /** A value starts at its tag, which stands before it on the same line or the one before. */
  #start(node: Node): number {
    const at = node.range?.[0] ?? 0;
    if (library().isAlias(node) || !node.tag) return at;
    const written = node.tag.replace("tag:yaml.org,2002:", "!!");
    const start = this.#source.text.lastIndexOf(written, at);
    return start >= 0 &&
      !/\S/.test(
        this.#source.text.slice(start + written.length, at).replace(/#.*/g, ""),
      )
      ? start
      : at;
  }

  #bare(
    node: Node,
    at: number,
    parent: Parent,
    key: Key,
    keyAt: number,
  ): GuardValue {
    if (library().isMap(node)) return this.#map(node, at, parent, key, keyAt);
    if (library().isSeq(node)) return this.#list(node, at, parent, key, keyAt);
    return this.#scalar(node as Scalar, at, parent, key, keyAt);
  }

  #longForm(node: Node): string | undefined {
    const before =
      this.#dialect === "test"
        ? "anything"
        : library().isSeq(node)
          ? "list"
          : library().isScalar(node)
            ? "scalar"
            : undefined;
    return before && longForm(node.tag, before);
  }

  #alias(
    node: Extract<Node, { source: string }> | Node,
    parent: Parent,
    key: Key,
    keyAt: number,
    at: number,
  ): GuardValue {
    const target = library().isAlias(node)
      ? node.resolve(this.#document)
      : undefined;
    if (!target) throw new LoadFailure("This alias has no anchor", at);
    if (this.#open.has(target))
      throw new LoadFailure("This alias stands within its own anchor", at);
    return this.value(target, parent, key, keyAt);
  }

  #map(
    node: YAMLMap,
    at: number,
    parent: Parent,
    key: Key,
    keyAt: number,
  ): GuardValue {
    const members = new Map<string, GuardValue>();
    const map = this.#make("map", members, at, parent, key, keyAt);
    this.#enter(node, at);
    for (const pair of node.items) {
      const name = pair.key as Node | null;
      const nameAt = name?.range?.[0] ?? at;
      if (!library().isScalar(name))
        throw new LoadFailure("A key must be a string", nameAt);
      const text = textOf(name);
      const value = pair.value as Node | null;
      if (members.has(text)) noteRepeatedKey(this.#source, text, nameAt);
      members.set(
        text,
        value
          ? this.value(value, map, text, nameAt)
          : this.#absent(afterColon(this.#source.text, name), map, text),
      );
    }
    return this.#leave(node, map);
  }

  #list(
    node: YAMLSeq,
    at: number,
    parent: Parent,
    key: Key,
    keyAt: number,
  ): GuardValue {
    const members: GuardValue[] = [];
    const list = this.#make("list", members, at, parent, key, keyAt);
    this.#enter(node, at);
    for (const item of node.items as (Node | null)[])
      members.push(
        item
          ? this.value(item, list, members.length, item.range?.[0] ?? at)
          : this.#absent(at, list, members.length),
      );
    return this.#leave(node, list);
  }

  #scalar(
    node: Scalar,
    at: number,
    parent: Parent,
    key: Key,
    keyAt: number,
  ): GuardValue {
    const text = textOf(node);
    const place = [at, parent, key, keyAt] as const;
    const tag = node.tag;
    if (tag?.startsWith("tag:yaml.org,2002:"))
      return this.#typed(tag.slice(18), text, place);
    const bare =
      node.type === "PLAIN" &&
      (tag === undefined || (this.#dialect === "test" && tag !== "!"));
    const { kind, value } = bare
      ? plainScalar(text, this.#dialect)
      : ({ kind: "string", value: text } as const);
    return this.#make(kind, value as never, ...place);
  }

  /** `!!int 5` and its like. */
  #typed(
    type: string,
    text: string,
    place: readonly [number, Parent, Key, number],
  ): GuardValue {
    if (type === "null") return this.#make("null", null, ...place);
    if (type === "bool" && /^(?:true|false)$/.test(text))
      return this.#make("bool", text === "true", ...place);
    const number =
      type === "int" && /^[+-]?[0-9]+$/.test(text)
        ? readInteger(text)
        : type === "float"
          ? readFloat(text)
          : undefined;
    if (number === undefined && (type === "int" || type === "float"))
      throw new LoadFailure(
        `This is not ${type === "int" ? "an integer" : "a float"}: ${JSON.stringify(text)}`,
        place[0],
      );
    if (number === undefined) return this.#make("string", text, ...place);
    return type === "int"
      ? this.#make("int", number, ...place)
      : this.#make("float", Number(number), ...place);
  }

  #absent(at: number, parent: GuardValue, key: string | number): GuardValue {
    const { kind, value } = plainScalar("", this.#dialect);
    return this.#make(kind, value as never, at, parent, key, at);
  }

  #make<K extends GuardValue["kind"]>(
    kind: K,
    value: Extract<GuardValue, { kind: K }>["value"],
    at: number,
    parent: Parent,
    key: Key,
    keyAt: number,
  ): GuardValue {
    return valueAt(
      kind,
      value as never,
      at,
      parent,
      key,
      keyAt,
      parent ? undefined : this.#source,
    );
  }

  #enter(node: Node, at: number): void {
    this.#meter.enter(at);
    this.#open.add(node);
  }

  #leave(node: Node, value: GuardValue): GuardValue {
    this.#meter.leave();
    this.#open.delete(node);
    return value;
  }
}

/** In the failsafe schema every scalar is a string. */
function textOf({ value }: Scalar): string {
  return typeof value === "string" ? value : "";
}

/** Where the value of a key would stand that has none. */
function afterColon(text: string, key: Scalar): number {
  const end = key.range?.[1] ?? 0;
  return Math.max(end, text.indexOf(":", end) + 1);
}

function sentence(message: string): string {
  return message.replace(/ at line \d+.*$/s, "");
}
