import {
  InvalidRequestException,
  type SamplingRuleRecord,
} from "@aws-sdk/client-xray";
import { parseArn } from "../../core/arn.ts";
import type { NeedsContext, Place } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import {
  samplingRuleArn,
  samplingRules,
  type SamplingRuleRow,
} from "./tables.ts";

/** The rule that every account has: one request a second, and 5 % of the others. */
export const DEFAULT = "Default";

const DEFAULT_RULE: SamplingRuleRow = {
  name: DEFAULT,
  rule: {
    ResourceARN: "*",
    Priority: 10_000,
    FixedRate: 0.05,
    ReservoirSize: 1,
    ServiceName: "*",
    ServiceType: "*",
    Host: "*",
    HTTPMethod: "*",
    URLPath: "*",
    Version: 1,
    Attributes: {},
  },
  createdAt: 0,
  modifiedAt: 0,
  tags: {},
};

/** How a request names a rule: by one of the two. */
export interface RuleName {
  readonly RuleName?: string | undefined;
  readonly RuleARN?: string | undefined;
}

/** @throws Fault InvalidRequestException where both are given, or neither */
export function ruleName({ RuleName, RuleARN }: RuleName): string {
  if ((RuleName === undefined) === (RuleARN === undefined))
    throw fault(InvalidRequestException, "Specify either RuleName or RuleARN.");
  return RuleName ?? parseArn(RuleARN ?? "")?.resource.split("/")[1] ?? "";
}

export async function findRule(
  name: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<SamplingRuleRow | undefined> {
  const row = await ctx.table(samplingRules).get(name);
  return row ?? (name === DEFAULT ? DEFAULT_RULE : undefined);
}

/** @throws Fault InvalidRequestException */
export async function knownRule(
  name: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<SamplingRuleRow> {
  const row = await findRule(name, ctx);
  if (!row)
    throw fault(InvalidRequestException, "Sampling rule does not exist.");
  return row;
}

/** Every rule of a place, in the order in which they are asked. */
export async function rulesOf(
  ctx: Pick<NeedsContext, "table">,
): Promise<readonly SamplingRuleRow[]> {
  const { rows } = await ctx.table(samplingRules).list();
  const all = rows.some(({ name }) => name === DEFAULT)
    ? rows
    : [...rows, DEFAULT_RULE];
  return [...all].sort((a, b) => priority(a) - priority(b));
}

const priority = ({ rule }: SamplingRuleRow): number => rule.Priority ?? 0;

/** A permission on a rule, with its tags as condition keys. */
export async function onRule(
  action: string,
  named: RuleName,
  ctx: NeedsContext,
): Promise<Need> {
  const name = ruleName(named);
  const row = await findRule(name, ctx);
  return allow(action, samplingRuleArn(ctx, name), resourceTagKeys(row?.tags));
}

export function recordOf(
  { name, rule, createdAt, modifiedAt }: SamplingRuleRow,
  at: Place,
): SamplingRuleRecord {
  return {
    SamplingRule: {
      ...rule,
      RuleName: name,
      RuleARN: samplingRuleArn(at, name),
    } as NonNullable<SamplingRuleRecord["SamplingRule"]>,
    CreatedAt: new Date(createdAt),
    ModifiedAt: new Date(modifiedAt),
  };
}

/** @throws Fault InvalidRequestException: boosts are not given here */
export function refuseBoost(boost: object | undefined): void {
  if (boost !== undefined)
    throw fault(
      InvalidRequestException,
      "SamplingRateBoost: sampling boosts are not built.",
    );
}
