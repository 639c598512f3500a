import {
  InvalidRequestException,
  UpdateSamplingRuleCommand,
} from "@aws-sdk/client-xray";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import {
  DEFAULT,
  knownRule,
  onRule,
  recordOf,
  refuseBoost,
  ruleName,
} from "../sampling.ts";
import { samplingRules } from "../tables.ts";

export const UpdateSamplingRule = operation(UpdateSamplingRuleCommand, {
  needs: async ({ SamplingRuleUpdate }, ctx) => [
    await onRule("xray:UpdateSamplingRule", SamplingRuleUpdate, ctx),
  ],

  async handle({ SamplingRuleUpdate }, ctx) {
    const {
      RuleName: _,
      RuleARN: __,
      SamplingRateBoost,
      ...update
    } = SamplingRuleUpdate;
    refuseBoost(SamplingRateBoost);
    const name = ruleName(SamplingRuleUpdate);
    const known = await knownRule(name, ctx);
    const given = Object.entries(update).filter(
      ([, value]) => value !== undefined,
    );
    const fixed = given.find(([member]) => !OF_DEFAULT.has(member));
    if (name === DEFAULT && fixed)
      throw fault(
        InvalidRequestException,
        `${fixed[0]} of the default sampling rule cannot be changed.`,
      );
    checkRanges(update);
    const row = {
      ...known,
      rule: { ...known.rule, ...Object.fromEntries(given) },
      modifiedAt: ctx.now(),
    };
    await ctx.table(samplingRules).put(row);
    return { SamplingRuleRecord: recordOf(row, ctx) };
  },
});

const OF_DEFAULT: ReadonlySet<string> = new Set(["FixedRate", "ReservoirSize"]);

/** The model bounds these for new rules only. */
function checkRanges({
  Priority = 1,
  FixedRate = 0,
  ReservoirSize = 0,
}: {
  Priority?: number | undefined;
  FixedRate?: number | undefined;
  ReservoirSize?: number | undefined;
}): void {
  const wrong = [
    [Priority >= 1 && Priority <= 9999, "Priority must be from 1 to 9999."],
    [FixedRate >= 0 && FixedRate <= 1, "FixedRate must be from 0 to 1."],
    [ReservoirSize >= 0, "ReservoirSize must not be negative."],
  ].find(([fits]) => !fits);
  if (wrong) throw fault(InvalidRequestException, String(wrong[1]));
}
