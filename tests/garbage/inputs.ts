import type { OperationModel } from "@gatehouse/wire";
import fc from "fast-check";
import {
  constraintsOf,
  type Constraints,
} from "../../packages/wire/src/constraints/constraint-data.ts";
import type {
  Member,
  Shape,
  StructureShape,
} from "../../packages/wire/src/schema/shape.ts";
import {
  hostileBytes,
  hostileJson,
  hostileNumber,
  hostileText,
} from "./hostile.ts";
import type { KnownValues } from "./world.ts";

/** Deeper than this, only what is required is made. */
const DEPTH = 5;

/**
 * Inputs of an operation's shape: right types, values that name what exists, that the model's enums know, that are
 * plausible, or that are hostile.
 */
export function inputsOf(
  { service, name, input }: OperationModel,
  known: KnownValues,
): fc.Arbitrary<Record<string, unknown>> {
  const constraints = constraintsOf(service.serviceId);
  return structure(input, constraints.operations[name], 0);

  function structure(
    shape: StructureShape,
    constraint: string | undefined,
    depth: number,
  ): fc.Arbitrary<Record<string, unknown>> {
    const members = shape.members.filter(
      ({ required, shape: { kind } }) =>
        depth < DEPTH || required || kind === "string",
    );
    const required = new Set([
      ...members
        .filter((member) => member.required)
        .map((member) => member.name),
      ...(requiredOf(constraints, constraint) ?? []),
    ]);
    if (shape.union)
      return fc
        .oneof(...members.map((member) => entry(member, constraint, depth)))
        .map((pair) => Object.fromEntries([pair]));
    return fc
      .tuple(
        ...members.map((member) =>
          fc.oneof(
            { weight: 1, arbitrary: fc.constant(undefined) },
            {
              weight: required.has(member.name) ? 40 : 1,
              arbitrary: entry(member, constraint, depth),
            },
          ),
        ),
      )
      .map((pairs) =>
        Object.fromEntries(pairs.filter((pair) => pair !== undefined)),
      );
  }

  function entry(
    member: Member,
    parent: string | undefined,
    depth: number,
  ): fc.Arbitrary<[string, unknown]> {
    const constraint =
      parent === undefined
        ? undefined
        : constraints.shapes[parent]?.members?.[member.name];
    return value(member.name, member.shape, constraint, depth + 1).map(
      (made) => [member.name, made],
    );
  }

  function value(
    member: string,
    shape: Shape,
    constraint: string | undefined,
    depth: number,
  ): fc.Arbitrary<unknown> {
    const below =
      constraint === undefined ? undefined : constraints.shapes[constraint];
    const right = known.get(member);
    const made = fresh();
    return right === undefined
      ? made
      : fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom(...right) },
          { weight: 1, arbitrary: made },
        );

    function fresh(): fc.Arbitrary<unknown> {
      switch (shape.kind) {
        case "structure":
          return fc
            .constant(0)
            .chain(() => structure(shape, constraint, depth));
        case "list":
          return fc.array(
            fc
              .constant(0)
              .chain(() =>
                value(member, shape.item.shape, below?.item, depth + 1),
              ),
            { maxLength: depth > DEPTH ? 0 : 3 },
          );
        case "map":
          return fc.dictionary(
            text(below?.key),
            fc
              .constant(0)
              .chain(() =>
                value(member, shape.value.shape, below?.value, depth + 1),
              ),
            { maxKeys: depth > DEPTH ? 0 : 3 },
          );
        case "number":
          return hostileNumber;
        case "bigInteger":
          return fc.bigInt();
        case "boolean":
          return fc.boolean();
        case "blob":
          return hostileBytes;
        case "timestamp":
          return fc.date({
            min: new Date("1900-01-01"),
            max: new Date("2200-01-01"),
            noInvalidDate: true,
          });
        case "document":
          return hostileJson;
        case "string":
        case "bigDecimal":
          return text(constraint);
      }
    }
  }

  function text(constraint: string | undefined): fc.Arbitrary<string> {
    const allowed =
      constraint === undefined
        ? undefined
        : constraints.shapes[constraint]?.enum;
    return fc.oneof(
      {
        weight: 3,
        arbitrary: allowed?.length ? fc.constantFrom(...allowed) : plausible,
      },
      { weight: 1, arbitrary: hostileText },
    );
  }
}

const plausible = fc.constantFrom(
  "a-name",
  "name_2",
  "x",
  "1",
  "team",
  "/path/",
);

function requiredOf(
  constraints: Constraints,
  name: string | undefined,
): readonly string[] | undefined {
  return name === undefined ? undefined : constraints.shapes[name]?.required;
}
