import {
  InvalidFilterKey,
  InvalidFilterOption,
  InvalidFilterValue,
  type ParametersFilter,
  type ParameterStringFilter,
} from "@aws-sdk/client-ssm";
import { fault } from "../../core/errors.ts";
import { checkPath, isBelow } from "./name.ts";
import { invalid } from "./refusal.ts";
import type { ParameterRow } from "./tables.ts";

/** Whether a parameter is wanted. */
export type Wanted = (parameter: ParameterRow) => boolean;

type Matches = (
  parameter: ParameterRow,
  option: string,
  value: string,
) => boolean;

interface Key {
  readonly options: readonly string[];
  readonly matches: Matches;
}

const text =
  (of: (parameter: ParameterRow) => string | undefined): Matches =>
  (parameter, option, value) => {
    const found = of(parameter) ?? "";
    if (option === "BeginsWith") return found.startsWith(value);
    return option === "Contains" ? found.includes(value) : found === value;
  };

const KEYS: Readonly<Record<string, Key>> = {
  Path: {
    options: ["OneLevel", "Recursive"],
    matches: ({ name }, option, path) =>
      isBelow(name, path, option === "Recursive"),
  },
  Name: {
    options: ["Equals", "BeginsWith", "Contains"],
    matches: text(({ name }) => name),
  },
  Type: { options: ["Equals", "BeginsWith"], matches: text((p) => p.type) },
  KeyId: {
    options: ["Equals", "BeginsWith"],
    matches: text(() => undefined),
  },
  Tier: { options: ["Equals"], matches: text((p) => p.tier) },
  DataType: { options: ["Equals"], matches: text((p) => p.dataType) },
  Label: {
    options: ["Equals"],
    matches: ({ labels }, _option, label) => Object.hasOwn(labels, label),
  },
};

/** What DescribeParameters filters by, besides tags. */
export const DESCRIBED = ["Path", "Name", "Type", "KeyId", "Tier", "DataType"];
/** What GetParametersByPath filters by. */
export const UNDER_A_PATH = ["Type", "KeyId", "Label"];

/** What filters want, all of them together. @throws Fault InvalidFilterKey, InvalidFilterOption, InvalidFilterValue, ValidationException */
export function wantedBy(
  filters: readonly ParameterStringFilter[] = [],
  known: readonly string[],
): Wanted {
  const keys = filters.map(({ Key = "" }) => Key);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined)
    throw fault(
      InvalidFilterKey,
      `The following filter is duplicated in the request: ${twice}. A request can contain only one occurrence of a specific filter.`,
    );
  const all = filters.map((filter) => wanted(filter, known));
  return (parameter) => all.every((one) => one(parameter));
}

/** The older form of filters, whose values are beginnings of names or whole types. */
export function wantedByOld(filters: readonly ParametersFilter[]): Wanted {
  return wantedBy(
    filters.map(({ Key, Values }) => ({
      Key,
      Values,
      Option: Key === "Name" ? "BeginsWith" : "Equals",
    })),
    DESCRIBED,
  );
}

function wanted(
  { Key = "", Option, Values = [] }: ParameterStringFilter,
  known: readonly string[],
): Wanted {
  if (Key.startsWith("tag:") && known === DESCRIBED)
    return byTag(Key.slice("tag:".length), Option ?? "Equals", Values);
  const key = known.includes(Key) ? KEYS[Key] : undefined;
  if (!key)
    throw fault(
      InvalidFilterKey,
      `The following filter key is not valid: ${Key}. Valid filter keys include: [${known.join(", ")}].`,
    );
  const option = Option ?? key.options[0] ?? "";
  if (!key.options.includes(option))
    throw fault(
      InvalidFilterOption,
      `The following filter option is not valid: ${option}. Valid options include: [${key.options.join(", ")}].`,
    );
  if (Values.length === 0)
    throw fault(
      InvalidFilterValue,
      `The following filter values are missing : null for filter key ${Key}.`,
    );
  if (Key === "Path") for (const path of Values) checkPath(path);
  return (parameter) =>
    Values.some((value) => key.matches(parameter, option, value));
}

/** A tag of that key, and of one of the values where some are given. */
function byTag(key: string, option: string, values: readonly string[]): Wanted {
  if (option !== "Equals" && option !== "BeginsWith")
    throw fault(
      InvalidFilterOption,
      `The following filter option is not valid: ${option}. Valid options include: [Equals, BeginsWith].`,
    );
  if (key === "") throw invalid("A tag filter must name a tag key.");
  return ({ tags }) => {
    const tag = Object.hasOwn(tags, key) ? tags[key] : undefined;
    if (tag === undefined) return false;
    return (
      values.length === 0 ||
      values.some((value) =>
        option === "Equals" ? tag === value : tag.startsWith(value),
      )
    );
  };
}
