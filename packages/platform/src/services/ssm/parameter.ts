import {
  ParameterNotFound,
  ParameterVersionNotFound,
  type Parameter,
} from "@aws-sdk/client-ssm";
import type { Context, NeedsContext, Place } from "../../core/context.ts";
import { fault, Fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import type { ResourcePolicyOf } from "../../core/service.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import { parseArn } from "../../core/arn.ts";
import { readReference } from "./name.ts";
import { invalid } from "./refusal.ts";
import {
  parameterArn,
  parameters,
  versions,
  type ParameterRow,
  type VersionRow,
} from "./tables.ts";

/** A parameter that a request names, and where it is. */
export interface Found {
  readonly parameter: ParameterRow;
  readonly place: Place;
  readonly selector: string | undefined;
}

/** @throws Fault ParameterNotFound */
export async function parameterOf(
  reference: string,
  ctx: Context,
): Promise<Found> {
  const found = await findParameter(reference, ctx);
  if (!found)
    throw fault(ParameterNotFound, `Parameter ${reference} not found.`);
  return found;
}

/** As {@link parameterOf}, of a whole parameter. @throws Fault ValidationException where a version is named */
export async function wholeParameter(
  reference: string,
  ctx: Context,
): Promise<Found> {
  const found = await parameterOf(reference, ctx);
  if (found.selector !== undefined)
    throw invalid(
      `Parameter name: can't have a version or a label here: ${reference}.`,
    );
  return found;
}

/** A parameter that a request names, if there is one. */
export async function findParameter(
  reference: string,
  ctx: NeedsContext,
): Promise<Found | undefined> {
  const { names, place, selector } = readReference(reference, ctx);
  for (const name of names) {
    const parameter = await ctx.table(parameters, place).get(name);
    if (parameter) return { parameter, place, selector };
  }
  return undefined;
}

/** The version that a reference selects, which is the latest where it says none. @throws Fault ParameterVersionNotFound */
export async function selectedVersion(
  { parameter, place, selector }: Found,
  ctx: Context,
): Promise<VersionRow> {
  if (selector === undefined) return parameter;
  const { name, labels } = parameter;
  const numbered = /^\d+$/.test(selector);
  const version = numbered
    ? Number(selector)
    : Object.hasOwn(labels, selector)
      ? labels[selector]
      : undefined;
  const row =
    version !== undefined && Number.isSafeInteger(version)
      ? await ctx.table(versions, place).get(name, version)
      : undefined;
  if (row) return row;
  throw fault(
    ParameterVersionNotFound,
    numbered
      ? `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`
      : `Systems Manager could not find the label ${selector} of ${name}. Verify the label and try again.`,
  );
}

/** The permission for an action on a parameter, with its tags as keys. */
export async function onParameter(
  action: string,
  reference: string,
  ctx: NeedsContext,
  keys: NonNullable<Need["keys"]> = {},
): Promise<Need> {
  const found = await findParameter(reference, ctx);
  const { names, place } = readReference(reference, ctx);
  const tags = found?.parameter.tags;
  return allow(
    `ssm:${action}`,
    parameterArn(
      found?.place ?? place,
      found?.parameter.name ?? names[0] ?? "",
    ),
    {
      ...resourceTagKeys(tags),
      ...resourceTagKeys(tags, "ssm:resourceTag"),
      ...keys,
    },
  );
}

/** Parameters have no policies: those of another account are out of reach. */
export const ownersOnly: ResourcePolicyOf = (resource) => {
  const { accountId = "", service } = parseArn(resource) ?? {};
  return Promise.resolve(
    service === "ssm"
      ? { document: undefined, kind: "resource", accountId }
      : undefined,
  );
};

/** A version as GetParameter shows it. */
export function shownParameter(
  { name, type, value, version, dataType, modifiedAt }: VersionRow,
  place: Place,
  selector?: string,
): Parameter {
  return {
    Name: name,
    Type: type,
    Value: value,
    Version: version,
    ...(selector === undefined ? {} : { Selector: `:${selector}` }),
    LastModifiedDate: new Date(modifiedAt),
    ARN: parameterArn(place, name),
    DataType: dataType,
  };
}

/** Answers undefined for a parameter or a version that is not there; anything else is thrown. */
export function unlessFound(error: unknown): undefined {
  if (
    error instanceof Fault &&
    /^Parameter(Version)?NotFound$/.test(error.name)
  )
    return undefined;
  throw error;
}
