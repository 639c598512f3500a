import type { ObjectValue, Value } from "@gatehouse/template";

/** Members of which some may be absent: undefined, or null as YAML has it for a key without a value. */
export type Members = Readonly<Record<string, Value | undefined>>;

export function isObject(value: Value | undefined): value is ObjectValue {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** The members that are there. */
export function present(members: Members): ObjectValue {
  return Object.fromEntries(
    Object.entries(members).filter(
      (member): member is [string, Value] =>
        member[1] !== undefined && member[1] !== null,
    ),
  );
}

/** Whether a value says anything: what is empty, zero or false is as if it were not there. */
export function says(value: Value | undefined): boolean {
  if (isList(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

export const ref = (logicalId: string): ObjectValue => ({ Ref: logicalId });

export const arnOf = (logicalId: string): ObjectValue => ({
  "Fn::GetAtt": [logicalId, "Arn"],
});

export const sub = (text: string, variables?: ObjectValue): ObjectValue => ({
  "Fn::Sub": variables ? [text, variables] : text,
});

export const conditional = (
  condition: Value,
  yes: Value,
  no: Value = ref("AWS::NoValue"),
): ObjectValue => ({ "Fn::If": [condition, yes, no] });

/** The function that an object calls, where it is a call. */
export function called(value: Value | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  const [name, ...more] = Object.keys(value);
  return name !== undefined &&
    more.length === 0 &&
    (name === "Ref" || name === "Condition" || name.startsWith("Fn::"))
    ? name
    : undefined;
}

export const isNoValue = (value: Value | undefined): boolean =>
  isObject(value) && called(value) === "Ref" && value["Ref"] === "AWS::NoValue";

/** The branches of an `Fn::If`; undefined for anything else. "malformed" where it has not three operands. */
export function branches(
  value: Value | undefined,
):
  readonly [condition: Value, yes: Value, no: Value] | "malformed" | undefined {
  if (!isObject(value) || called(value) !== "Fn::If") return undefined;
  const operands = value["Fn::If"];
  return isList(operands) && operands.length === 3
    ? [operands[0] ?? null, operands[1] ?? null, operands[2] ?? null]
    : "malformed";
}

/** The resource that a `Ref` or an `Fn::GetAtt` is about. */
export function logicalIdIn(value: Value | undefined): string | undefined {
  if (!isObject(value) || called(value) === undefined) return undefined;
  const { Ref: name, "Fn::GetAtt": attribute } = value;
  if (typeof name === "string") return name;
  const path =
    typeof attribute === "string" ? attribute.split(".") : (attribute ?? null);
  return isList(path) && path.length === 2 && typeof path[0] === "string"
    ? path[0]
    : undefined;
}

/** The names of a map's members, as one text. */
export const listedKeys = (value: Value | undefined): string =>
  isObject(value) ? Object.keys(value).join(", ") : "";

/** A value as messages show it. */
export const shown = (value: Value | undefined): string =>
  typeof value === "string"
    ? value
    : value === undefined || value === null
      ? "None"
      : JSON.stringify(value);
