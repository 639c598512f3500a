import {
  CreateSamplingRuleCommand,
  InvalidRequestException,
  RuleLimitExceededException,
} from "@aws-sdk/client-xray";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import {
  DEFAULT,
  findRule,
  recordOf,
  refuseBoost,
  ruleName,
  rulesOf,
} from "../sampling.ts";
import {
  samplingRuleArn,
  samplingRules,
  type SamplingRuleRow,
} from "../tables.ts";
import { tagsOf } from "../tagged.ts";

/** Custom rules of a Region (X-Ray quotas). */
const RULES_AT_MOST = 25;

export const CreateSamplingRule = operation(CreateSamplingRuleCommand, {
  needs: ({ SamplingRule, Tags }, ctx) => [
    allow(
      "xray:CreateSamplingRule",
      samplingRuleArn(ctx, ruleName(SamplingRule)),
      requestTagKeys(Tags),
    ),
  ],

  async handle({ SamplingRule, Tags }, ctx) {
    const {
      RuleName: _,
      RuleARN: __,
      SamplingRateBoost,
      ...rule
    } = SamplingRule;
    refuseBoost(SamplingRateBoost);
    const name = ruleName(SamplingRule);
    if (rule.Version !== 1)
      throw fault(InvalidRequestException, "Version must be 1.");
    if (name === "" || (await findRule(name, ctx)))
      throw fault(InvalidRequestException, "The sampling rule already exists.");
    const others = (await rulesOf(ctx)).filter((row) => row.name !== DEFAULT);
    if (others.length >= RULES_AT_MOST)
      throw fault(
        RuleLimitExceededException,
        `The maximum number of sampling rules (${RULES_AT_MOST}) has been reached.`,
      );
    const now = ctx.now();
    const row: SamplingRuleRow = {
      name,
      rule: { Attributes: {}, ...rule },
      createdAt: now,
      modifiedAt: now,
      tags: tagsOf(Tags),
    };
    await ctx.table(samplingRules).put(row);
    return { SamplingRuleRecord: recordOf(row, ctx) };
  },
});
