import type { OperationModel } from "../schema/operation.ts";
import {
  constraintsOf,
  type Constraints,
  type ConstraintShape,
} from "./constraint-data.ts";

/** Integers are 32 bits wide on the wire, longs 64; a double holds a long's size, if not every digit. */
const limits: Readonly<Record<string, number>> = {
  integer: 2 ** 31,
  long: 2 ** 63,
};

/**
 * Finds a number that the model wants whole or smaller than it is; the SDK's schemas do not tell integers from floats.
 * Returns the reason as AWS's parser words it, or undefined.
 */
export function notWhole(
  op: OperationModel,
  input: unknown,
): string | undefined {
  const constraints = constraintsOf(op.service.serviceId);
  const root = constraints.operations[op.name];
  return root === undefined ? undefined : find(constraints, root, input);
}

function find(
  constraints: Constraints,
  name: string,
  value: unknown,
): string | undefined {
  const shape = constraints.shapes[name];
  if (!shape || value === undefined || value === null) return undefined;
  if (typeof value === "number") return refusal(shape, value);
  if (shape.kind === "structure") {
    const source = value as Readonly<Record<string, unknown>>;
    for (const [member, target] of numbersIn(constraints, shape)) {
      const reason = find(constraints, target, source[member]);
      if (reason) return reason;
    }
    return undefined;
  }
  const part =
    shape.kind === "list"
      ? shape.item
      : shape.kind === "map"
        ? shape.value
        : undefined;
  if (part === undefined) return undefined;
  for (const element of Object.values(value)) {
    const reason = find(constraints, part, element);
    if (reason) return reason;
  }
  return undefined;
}

const known = new WeakMap<ConstraintShape, [string, string][]>();

/** The members of a structure that are numbers or may hold some, with their shapes: most have none. */
function numbersIn(
  constraints: Constraints,
  shape: ConstraintShape,
): readonly [member: string, shape: string][] {
  let members = known.get(shape);
  if (!members) {
    members = Object.entries(shape.members ?? {}).filter(([, target]) =>
      mayHold(constraints, target, new Set()),
    );
    known.set(shape, members);
  }
  return members;
}

function mayHold(
  constraints: Constraints,
  name: string,
  passed: Set<string>,
): boolean {
  const shape = constraints.shapes[name];
  if (!shape || passed.has(name)) return false;
  passed.add(name);
  const { kind, members = {}, item, value } = shape;
  return (
    limits[kind] !== undefined ||
    [...Object.values(members), item, value].some(
      (inner) => inner !== undefined && mayHold(constraints, inner, passed),
    )
  );
}

function refusal({ kind }: ConstraintShape, value: number): string | undefined {
  const limit = limits[kind];
  if (limit === undefined) return undefined;
  const fits = Number.isInteger(value) && value < limit && value >= -limit;
  return fits
    ? undefined
    : `NUMBER_VALUE can not be converted to ${kind === "long" ? "a Long" : "an Integer"}`;
}
