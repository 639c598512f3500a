import type { ServiceModel } from "../model.ts";
import type { OperationModel } from "../schema/operation.ts";
import {
  constraintsOf,
  type Constraints,
  type ConstraintShape,
} from "./constraint-data.ts";
import { matchesPattern } from "./java-pattern.ts";
import {
  allOf,
  missingText,
  mustBeAtLeast,
  mustBeAtMost,
  mustBeOneOf,
  mustMatch,
  shown,
  shownList,
  shownMap,
  textOf,
  type Violation,
} from "./violation-text.ts";

/** No more are told in one answer. */
const told = 100;

/**
 * Checks a decoded input against its model's constraints: required members, lengths, ranges, patterns and enums.
 * Returns AWS's text, `1 validation error detected: Value 'x' at 'functionName' failed to satisfy constraint: …`,
 * or undefined when all hold. `validationErrorName` says which error carries it.
 */
export function violations(
  op: OperationModel,
  input: unknown,
): string | undefined {
  const constraints = constraintsOf(op.service.serviceId);
  const root = constraints.operations[op.name];
  const found: Violation[] = [];
  if (root !== undefined) visit(constraints, root, input, "", found);
  else if (Object.keys(constraints.shapes).length === 0)
    requiredOnly(op, input, found);
  const [first] = found;
  if (!first) return undefined;
  if (op.service.serviceId === "SQS") return missingText(first);
  const count = `${found.length} validation error${found.length === 1 ? "" : "s"} detected`;
  return `${count}: ${found.map(textOf).join("; ")}`;
}

/** The error by which each service tells of broken constraints, where it is not its protocol's usual one. */
const errorNames: Readonly<Record<string, string>> = {
  "CloudWatch Logs": "InvalidParameterException",
  Organizations: "InvalidInputException",
  S3: "InvalidArgument",
  SQS: "MissingParameter",
  SNS: "InvalidParameter",
};

/** The name of the error that carries the text of `violations`: `ValidationException` but for some services. */
export function validationErrorName(service: ServiceModel): string {
  const usual =
    service.defaultProtocol === "awsQuery" || service.queryCompatible
      ? "ValidationError"
      : "ValidationException";
  return errorNames[service.serviceId] ?? usual;
}

function visit(
  constraints: Constraints,
  name: string,
  value: unknown,
  path: string,
  found: Violation[],
): void {
  const shape = constraints.shapes[name];
  if (!shape || found.length >= told) return;
  if (shape.kind === "structure")
    visitMembers(constraints, shape, value, path, found);
  else if (shape.kind === "list")
    visitItems(constraints, shape, value as unknown[], path, found);
  else if (shape.kind === "map")
    visitEntries(constraints, shape, value as object, path, found);
  else
    for (const must of broken(shape, value))
      found.push({ path, shown: shown(shape, value), must });
}

function visitMembers(
  constraints: Constraints,
  shape: ConstraintShape,
  value: unknown,
  path: string,
  found: Violation[],
): void {
  const source = value as Readonly<Record<string, unknown>>;
  for (const name of shape.required ?? [])
    if (source[name] === undefined || source[name] === null)
      found.push({
        path: below(path, name),
        shown: "null",
        must: "Member must not be null",
      });
  for (const [name, target] of Object.entries(shape.members ?? {})) {
    const member = source[name];
    if (member !== undefined && member !== null)
      visit(constraints, target, member, below(path, name), found);
  }
}

function visitItems(
  constraints: Constraints,
  shape: ConstraintShape,
  list: readonly unknown[],
  path: string,
  found: Violation[],
): void {
  const all = { path, shown: shownList(shape, list) };
  for (const must of brokenLength(shape, list.length))
    found.push({ ...all, must });
  if (shape.item === undefined) return;
  const item = constraints.shapes[shape.item];
  if (item && isScalar(item)) {
    const musts = firstBroken(item, list);
    if (musts)
      found.push({
        ...all,
        must: `Member must satisfy constraint: [${musts}]`,
      });
    return;
  }
  for (const [index, element] of list.entries())
    visit(
      constraints,
      shape.item,
      element,
      `${path}.${index + 1}.member`,
      found,
    );
}

function visitEntries(
  constraints: Constraints,
  shape: ConstraintShape,
  map: object,
  path: string,
  found: Violation[],
): void {
  const entries = Object.entries(map);
  const all = { path, shown: shownMap(shape, entries) };
  for (const must of brokenLength(shape, entries.length))
    found.push({ ...all, must });
  const key =
    shape.key === undefined ? undefined : constraints.shapes[shape.key];
  const keys =
    key &&
    firstBroken(
      key,
      entries.map(([name]) => name),
    );
  if (keys)
    found.push({ ...all, must: `Map keys must satisfy constraint: [${keys}]` });
  if (shape.value === undefined) return;
  const value = constraints.shapes[shape.value];
  if (value && isScalar(value)) {
    const values = firstBroken(
      value,
      entries.map(([, element]) => element as unknown),
    );
    if (values)
      found.push({
        ...all,
        must: `Map value must satisfy constraint: [${values}]`,
      });
    return;
  }
  for (const [name, element] of entries)
    visit(constraints, shape.value, element, `${path}.${name}.member`, found);
}

/** Every constraint of the elements once one of them breaks one: so AWS words it for lists and maps. */
function firstBroken(
  shape: ConstraintShape,
  values: readonly unknown[],
): string | undefined {
  const bad = values.some(
    (value) => value !== null && broken(shape, value).length > 0,
  );
  return bad ? allOf(shape).join(", ") : undefined;
}

function isScalar({ kind }: ConstraintShape): boolean {
  return kind !== "structure" && kind !== "list" && kind !== "map";
}

/** What a scalar must but does not. */
function broken(shape: ConstraintShape, value: unknown): string[] {
  if (typeof value === "number") return brokenRange(shape, value);
  if (value instanceof Uint8Array) return brokenLength(shape, value.byteLength);
  if (typeof value !== "string") return [];
  const musts = brokenLength(shape, value.length);
  const { pattern } = shape;
  // A value beyond its greatest length is not matched: it may be huge.
  const matchable = shape.max === undefined || value.length <= shape.max;
  if (pattern !== undefined && matchable && !matchesPattern(pattern, value))
    musts.push(mustMatch(pattern));
  if (shape.enum && !shape.enum.includes(value))
    musts.push(mustBeOneOf(shape.enum));
  return musts;
}

function brokenLength({ min, max }: ConstraintShape, length: number): string[] {
  const musts: string[] = [];
  if (max !== undefined && length > max)
    musts.push(mustBeAtMost("length", max));
  if (min !== undefined && length < min)
    musts.push(mustBeAtLeast("length", min));
  return musts;
}

function brokenRange({ min, max }: ConstraintShape, value: number): string[] {
  const musts: string[] = [];
  if (max !== undefined && value > max) musts.push(mustBeAtMost("value", max));
  if (min !== undefined && value < min) musts.push(mustBeAtLeast("value", min));
  return musts;
}

/** AWS spells paths in lower camel case: `code.s3Bucket`. */
function below(path: string, name: string): string {
  const lower = name.charAt(0).toLowerCase() + name.slice(1);
  return path === "" ? lower : `${path}.${lower}`;
}

/** For services without constraint data: what the SDK's schema says is required, at the top. */
function requiredOnly(
  op: OperationModel,
  input: unknown,
  found: Violation[],
): void {
  for (const { name, required } of op.input.members)
    if (required && (input as Record<string, unknown>)[name] === undefined)
      found.push({
        path: below("", name),
        shown: "null",
        must: "Member must not be null",
      });
}
