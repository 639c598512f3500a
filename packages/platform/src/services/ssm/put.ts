import {
  HierarchyTypeMismatchException,
  InvalidAllowedPatternException,
  ParameterLimitExceeded,
  ParameterMaxVersionLimitExceeded,
  ParameterPatternMismatchException,
  UnsupportedParameterType,
  type PutParameterRequest,
} from "@aws-sdk/client-ssm";
import { compileRegex } from "@gatehouse/guard";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { invalid } from "./refusal.ts";
import { versions, type ParameterRow, type VersionRow } from "./tables.ts";

const VERSIONS_AT_MOST = 100;

/** Characters that a value may have, and parameters that an account may have in a Region, by tier. */
const TIERS = {
  Standard: { longest: 4_096, most: 10_000 },
  Advanced: { longest: 8_192, most: 100_000 },
} as const;

type Tier = keyof typeof TIERS;

/** The name under which an account's parameters are counted. */
export const PARAMETERS = "ssm.parameter-counts";

/** The version that a request asks for, after the one that there is. @throws Fault */
export function newVersion(
  request: PutParameterRequest,
  before: ParameterRow | undefined,
  ctx: Context,
): VersionRow {
  const { Name: name = "", Value: value = "", Description, Type } = request;
  const type = Type ?? before?.type;
  if (type === undefined)
    throw invalid("A parameter type is required when you create a parameter.");
  checkBuilt(request);
  if (before && before.type !== type)
    throw fault(
      HierarchyTypeMismatchException,
      "Parameter Store does not support changing a parameter type in a hierarchy. For example, you can't change a parameter from a String type to a SecureString type. You must create a new, unique parameter.",
    );
  const tier = tierOf(request, before);
  const allowedPattern = request.AllowedPattern ?? before?.allowedPattern ?? "";
  checkValue(value, tier, allowedPattern);
  const description = Description ?? before?.description ?? "";
  return {
    name,
    version: (before?.version ?? 0) + 1,
    type,
    value,
    dataType: dataTypeOf(request, before),
    tier,
    ...(description === "" ? {} : { description }),
    ...(allowedPattern === "" ? {} : { allowedPattern }),
    modifiedAt: ctx.now(),
    modifiedBy: ctx.caller.arn,
  };
}

/** Makes room for one more version, and answers which is then the oldest. @throws Fault ParameterMaxVersionLimitExceeded */
export async function roomForOneMore(
  { name, version, oldest, labels }: ParameterRow,
  ctx: Context,
): Promise<number> {
  if (version - oldest + 1 < VERSIONS_AT_MOST) return oldest;
  if (Object.values(labels).includes(oldest))
    throw fault(
      ParameterMaxVersionLimitExceeded,
      `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${oldest}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    );
  await ctx.table(versions).delete(name, oldest);
  return oldest + 1;
}

/** Counts a parameter that is new, or of another tier than before. @throws Fault ParameterLimitExceeded */
export async function countParameter(
  tier: string,
  before: string | undefined,
  ctx: Context,
): Promise<void> {
  if (tier === before) return;
  const tally = ctx.tally(PARAMETERS);
  if ((await tally.count(ctx.region, tier)) >= TIERS[tier as Tier].most)
    throw fault(
      ParameterLimitExceeded,
      "You have exceeded the number of parameters for this AWS account. Delete one or more parameters and try again.",
    );
  tally.add(1, ctx.region, tier);
  if (before !== undefined) tally.add(-1, ctx.region, before);
}

function checkBuilt({ Type, KeyId, Policies, DataType }: PutParameterRequest) {
  if (Type === "SecureString" || KeyId !== undefined)
    throw fault(
      UnsupportedParameterType,
      "The parameter type SecureString is not supported: it needs the AWS Key Management Service, which is not built.",
    );
  if (Policies !== undefined && Policies.trim() !== "[]")
    throw invalid("Policies: parameter policies are not built.");
  if (DataType === "aws:ec2:image")
    throw invalid(
      "DataType aws:ec2:image is not built: there are no machine images to hold a value to.",
    );
  if (DataType !== undefined && DataType !== "" && DataType !== "text")
    throw invalid(
      `The following data type is not supported: ${DataType} (Data type names are all lowercase.)`,
    );
}

const dataTypeOf = (
  { DataType }: PutParameterRequest,
  before: ParameterRow | undefined,
): string => DataType || before?.dataType || "text";

/** A parameter's tier never goes down. @throws Fault ValidationException */
function tierOf(
  { Tier, Value = "" }: PutParameterRequest,
  before: ParameterRow | undefined,
): Tier {
  const advanced = before?.tier === "Advanced";
  if (advanced && Tier === "Standard")
    throw invalid(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
    );
  if (advanced || Tier === "Advanced") return "Advanced";
  return Tier === "Intelligent-Tiering" && Value.length > TIERS.Standard.longest
    ? "Advanced"
    : "Standard";
}

function checkValue(value: string, tier: Tier, allowedPattern: string): void {
  if (value === "")
    throw invalid(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  if (/\{\{.*\}\}/s.test(value))
    throw invalid(
      'Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.',
    );
  const { longest } = TIERS[tier];
  if (value.length > longest)
    throw invalid(
      tier === "Standard"
        ? `Standard tier parameters support a maximum parameter value of ${longest} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html`
        : `Advanced tier parameters support a maximum parameter value of ${longest} characters.`,
    );
  if (allowedPattern !== "") checkPattern(value, allowedPattern);
}

/** Read by an engine whose effort is bounded, as the pattern is anybody's. */
function checkPattern(value: string, pattern: string): void {
  const compiled = compileRegex(`^(?:${pattern})$`);
  if (!compiled.ok)
    throw fault(
      InvalidAllowedPatternException,
      `The allowed pattern ${pattern} is not a valid regular expression.`,
    );
  if (compiled.regex.test(value) !== true)
    throw fault(
      ParameterPatternMismatchException,
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
}
