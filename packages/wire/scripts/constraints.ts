/**
 * Writes what the SDK's schemas leave out of each service's model — required members, lengths, ranges, patterns, enums,
 * whole numbers — as one compact JSON file a service.
 *
 *   node packages/wire/scripts/constraints.ts <botocore's data folder> sts iam s3 …
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type {
  Constraints,
  ConstraintShape,
} from "../src/constraints/constraint-data.ts";
import { constraintsFile } from "../src/constraints/constraint-data.ts";

interface BotocoreShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly required?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly sensitive?: boolean;
}

interface BotocoreModel {
  readonly metadata: { readonly serviceId: string };
  readonly operations: Readonly<
    Record<string, { readonly input?: { readonly shape: string } }>
  >;
  readonly shapes: Readonly<Record<string, BotocoreShape>>;
}

const numbers = new Set(["integer", "long"]);

/** Values that a service takes besides its model's, by service and shape. */
const ALSO_TAKEN: Readonly<Record<string, readonly string[]>> = {
  // S3's own answers write them so, and clients send back what they got.
  "S3 FilterRuleName": ["Prefix", "Suffix"],
};

const [data, ...services] = process.argv.slice(2);
if (data === undefined || services.length === 0)
  throw new Error("Usage: constraints.ts <botocore data folder> <service> …");
for (const service of services) {
  const model = modelIn(join(data, service));
  const written = constraintsFile(model.metadata.serviceId);
  writeFileSync(
    written,
    `${JSON.stringify(constraintsOf(model), undefined, 1)}\n`,
  );
}

function modelIn(folder: string): BotocoreModel {
  const newest = readdirSync(folder).toSorted().at(-1)!;
  const bytes = readFileSync(join(folder, newest, "service-2.json.gz"));
  return JSON.parse(gunzipSync(bytes).toString()) as BotocoreModel;
}

function constraintsOf({
  metadata,
  operations,
  shapes: modelled,
}: BotocoreModel): Constraints {
  const shapes = widened(modelled, metadata.serviceId);
  const inputs: Record<string, string> = {};
  for (const [name, { input }] of Object.entries(operations))
    if (input) inputs[name] = input.shape;
  const wanted = constrained(shapes, reachable(shapes, Object.values(inputs)));
  const kept = [...wanted]
    .toSorted()
    .map((name) => [name, shapeOf(shapes, name, wanted)]);
  const roots = Object.entries(inputs).filter(([, input]) => wanted.has(input));
  return {
    operations: Object.fromEntries(roots),
    shapes: Object.fromEntries(kept),
  };
}

function widened(
  shapes: BotocoreModel["shapes"],
  serviceId: string,
): BotocoreModel["shapes"] {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const more = ALSO_TAKEN[`${serviceId} ${name}`];
      return [
        name,
        more ? { ...shape, enum: [...(shape.enum ?? []), ...more] } : shape,
      ];
    }),
  );
}

function reachable(
  shapes: BotocoreModel["shapes"],
  roots: readonly string[],
): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const next of partsOf(shapes[name]!)) visit(next);
  };
  for (const root of roots) visit(root);
  return seen;
}

/** The shapes with a constraint of their own or somewhere inside; found by repeating until nothing is added. */
function constrained(
  shapes: BotocoreModel["shapes"],
  names: Set<string>,
): Set<string> {
  const wanted = new Set([...names].filter((name) => hasOwn(shapes[name]!)));
  for (let before = -1; before !== wanted.size;) {
    before = wanted.size;
    for (const name of names)
      if (partsOf(shapes[name]!).some((part) => wanted.has(part)))
        wanted.add(name);
  }
  return wanted;
}

function hasOwn(shape: BotocoreShape): boolean {
  const limits = [
    shape.min,
    shape.max,
    shape.pattern,
    shape.enum,
    shape.required?.[0],
  ];
  return limits.some((limit) => limit !== undefined) || numbers.has(shape.type);
}

function partsOf({ members, member, key, value }: BotocoreShape): string[] {
  return [...Object.values(members ?? {}), member, key, value].flatMap(
    (part) => part?.shape ?? [],
  );
}

function shapeOf(
  shapes: BotocoreModel["shapes"],
  name: string,
  wanted: ReadonlySet<string>,
): ConstraintShape {
  const shape = shapes[name]!;
  const { type, min, max, pattern, required } = shape;
  const kept = (
    part: { readonly shape: string } | undefined,
  ): string | undefined =>
    part && wanted.has(part.shape) ? part.shape : undefined;
  const members = Object.entries(shape.members ?? {}).filter(([, part]) =>
    kept(part),
  );
  return {
    kind: type,
    ...(required && required.length > 0 ? { required } : {}),
    ...(members.length > 0
      ? {
          members: Object.fromEntries(
            members.map(([member, part]) => [member, part.shape]),
          ),
        }
      : {}),
    ...(kept(shape.member) === undefined ? {} : { item: shape.member!.shape }),
    ...(kept(shape.key) === undefined ? {} : { key: shape.key!.shape }),
    ...(kept(shape.value) === undefined ? {} : { value: shape.value!.shape }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(shape.enum ? { enum: shape.enum } : {}),
    ...(isSensitive(shapes, shape) ? { sensitive: true } : {}),
  };
}

/** Sensitive itself, or a list or map of sensitive values: its value must not be repeated in an error. */
function isSensitive(
  shapes: BotocoreModel["shapes"],
  shape: BotocoreShape,
): boolean {
  const parts = [shape.member, shape.key, shape.value];
  return (
    shape.sensitive === true ||
    parts.some((part) => part && shapes[part.shape]!.sensitive)
  );
}
