import { NormalizedSchema } from "@smithy/core/schema";

/**
 * The SDK's runtime schemas, read once into plain shapes.
 * Nothing else in the project reads a schema; members are read on first use, so an unused operation costs nothing.
 */
export type Shape = StructureShape | ListShape | MapShape | ScalarShape;

export type TimestampFormat =
  "default" | "date-time" | "http-date" | "epoch-seconds";

/** Smithy traits that matter on the wire, target's and member's merged. */
export interface Traits {
  readonly httpLabel?: boolean;
  readonly httpHeader?: string;
  readonly httpPrefixHeaders?: string;
  readonly httpQuery?: string;
  readonly httpQueryParams?: boolean;
  readonly httpPayload?: boolean;
  readonly httpResponseCode?: boolean;
  readonly hostLabel?: boolean;
  readonly jsonName?: string;
  readonly xmlName?: string;
  readonly xmlFlattened?: boolean;
  readonly xmlAttribute?: boolean;
  readonly xmlNamespace?: readonly [prefix: string, uri: string];
  readonly ec2QueryName?: string;
  readonly sensitive?: boolean;
  readonly streaming?: boolean;
  readonly sparse?: boolean;
  readonly eventHeader?: boolean;
  readonly eventPayload?: boolean;
  readonly idempotencyToken?: boolean;
}

export interface ScalarShape {
  readonly kind:
    | "string"
    | "number"
    | "boolean"
    | "blob"
    | "timestamp"
    | "document"
    | "bigInteger"
    | "bigDecimal";
  readonly timestamp: TimestampFormat;
  readonly streaming: boolean;
}

export interface ListShape {
  readonly kind: "list";
  readonly item: Member;
}

export interface MapShape {
  readonly kind: "map";
  readonly key: Member;
  readonly value: Member;
}

export interface StructureShape {
  readonly kind: "structure";
  readonly name: string;
  readonly union: boolean;
  /** The element name that a restXml body or error takes, where it is not the shape's name. */
  readonly xmlName: string | undefined;
  /** `awsQueryError`: the code and status that the query protocol speaks, for errors only. */
  readonly queryError: readonly [code: string, status: number] | undefined;
  /** `httpError`, for errors only. */
  readonly httpError: number | undefined;
  readonly members: readonly Member[];
  member(name: string): Member | undefined;
}

export interface Member {
  readonly name: string;
  readonly traits: Traits;
  /** The traits set on the member itself; an XML name on the target does not rename the member. */
  readonly own: Traits;
  readonly required: boolean;
  readonly shape: Shape;
}

const scalars: Readonly<Record<number, ScalarShape>> = {
  0: scalar("string"),
  1: scalar("number"),
  2: scalar("boolean"),
  4: scalar("timestamp", "default"),
  5: scalar("timestamp", "date-time"),
  6: scalar("timestamp", "http-date"),
  7: scalar("timestamp", "epoch-seconds"),
  15: scalar("document"),
  17: scalar("bigInteger"),
  19: scalar("bigDecimal"),
  21: scalar("blob"),
  42: { kind: "blob", timestamp: "default", streaming: true },
};

const structures = new WeakMap<object, StructureShape>();

/** The structure behind an operation's input or output schema; Smithy's Unit reads as a structure without members. */
export function structureOf(schema: unknown): StructureShape {
  const shape = shapeOf(
    NormalizedSchema.of(schema as Parameters<typeof NormalizedSchema.of>[0]),
  );
  if (shape.kind !== "structure")
    throw new TypeError("The schema is not a structure.");
  return shape;
}

/** Whether an operation takes or answers nothing, which is less than a structure without members. */
export function isUnit(shape: StructureShape): boolean {
  return shape === unit;
}

function shapeOf(schema: NormalizedSchema): Shape {
  const raw = schema.getSchema() as unknown;
  if (schema.isUnitSchema()) return unit;
  if (schema.isStructSchema())
    return structure(schema, raw as readonly unknown[]);
  if (schema.isListSchema()) return new LazyList(schema);
  if (schema.isMapSchema()) return new LazyMap(schema);
  const known = scalars[raw as number];
  if (!known)
    throw new TypeError(
      `Unknown schema ${String(raw)} at ${schema.getName(true)}.`,
    );
  return known;
}

function structure(
  schema: NormalizedSchema,
  raw: readonly unknown[],
): StructureShape {
  const seen = structures.get(raw);
  if (seen) return seen;
  const made = new LazyStructure(schema, raw);
  structures.set(raw, made);
  return made;
}

class LazyStructure implements StructureShape {
  readonly kind = "structure";
  readonly name: string;
  readonly union: boolean;
  readonly xmlName: string | undefined;
  readonly queryError: readonly [string, number] | undefined;
  readonly httpError: number | undefined;
  readonly #schema: NormalizedSchema;
  readonly #required: number;
  #members: readonly Member[] | undefined;
  #byName: Map<string, Member> | undefined;

  constructor(schema: NormalizedSchema, raw: readonly unknown[]) {
    // The name as exported; the schema of a member would give the member's.
    this.name = String(raw[2]);
    this.union = schema.isUnionSchema();
    const own = schema.getOwnTraits() as Record<string, unknown>;
    this.xmlName = own["xmlName"] as string | undefined;
    this.queryError = own["awsQueryError"] as
      readonly [string, number] | undefined;
    this.httpError = own["httpError"] as number | undefined;
    this.#schema = schema;
    // A structure's sixth place counts the required members, which stand first.
    this.#required = typeof raw[6] === "number" ? raw[6] : 0;
  }

  get members(): readonly Member[] {
    return (this.#members ??= [...this.#schema.structIterator()].map(
      ([name, schema], at) => new LazyMember(name, schema, at < this.#required),
    ));
  }

  member(name: string): Member | undefined {
    this.#byName ??= new Map(
      this.members.map((member) => [member.name, member]),
    );
    return this.#byName.get(name);
  }
}

class LazyMember implements Member {
  readonly name: string;
  readonly required: boolean;
  readonly traits: Traits;
  readonly own: Traits;
  readonly #schema: NormalizedSchema;
  #shape: Shape | undefined;

  constructor(name: string, schema: NormalizedSchema, required: boolean) {
    this.name = name;
    this.required = required;
    this.traits = schema.getMergedTraits() as Traits;
    this.own = schema.getMemberTraits() as Traits;
    this.#schema = schema;
  }

  get shape(): Shape {
    return (this.#shape ??= shapeOf(this.#schema));
  }
}

class LazyList implements ListShape {
  readonly kind = "list";
  readonly #schema: NormalizedSchema;
  #item: Member | undefined;

  constructor(schema: NormalizedSchema) {
    this.#schema = schema;
  }

  get item(): Member {
    return (this.#item ??= new LazyMember(
      "member",
      this.#schema.getValueSchema(),
      false,
    ));
  }
}

class LazyMap implements MapShape {
  readonly kind = "map";
  readonly #schema: NormalizedSchema;
  #key: Member | undefined;
  #value: Member | undefined;

  constructor(schema: NormalizedSchema) {
    this.#schema = schema;
  }

  get key(): Member {
    return (this.#key ??= new LazyMember(
      "key",
      this.#schema.getKeySchema(),
      false,
    ));
  }

  get value(): Member {
    return (this.#value ??= new LazyMember(
      "value",
      this.#schema.getValueSchema(),
      false,
    ));
  }
}

const unit: StructureShape = {
  kind: "structure",
  name: "Unit",
  union: false,
  xmlName: undefined,
  queryError: undefined,
  httpError: undefined,
  members: [],
  member: () => undefined,
};

function scalar(
  kind: ScalarShape["kind"],
  timestamp: TimestampFormat = "default",
): ScalarShape {
  return { kind, timestamp, streaming: false };
}
