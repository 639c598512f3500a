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
    for (const [member, target] of Object.entries(shape.members ?? {})) {
      const reason = find(constraints, target, source[member]);
      if (reason) return reason;
    }
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

function refusal({ kind }: ConstraintShape, value: number): string | undefined {
  const limit = limits[kind];
  if (limit === undefined) return undefined;
  const fits = Number.isInteger(value) && value < limit && value >= -limit;
  return fits
    ? undefined
    : `NUMBER_VALUE can not be converted to ${kind === "long" ? "a Long" : "an Integer"}`;
}
