import {
  PutConfigRuleCommand,
  type ConfigRule,
} from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import type { NeedsContext } from "../../../core/context.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { invalid } from "../faults.ts";
import { putRule } from "../rules/rules.ts";
import { ruleArnOf, rules } from "../tables.ts";
import { needOn } from "../tags.ts";

export const PutConfigRule = operation(PutConfigRuleCommand, {
  needs: async ({ ConfigRule: rule, Tags }, ctx) => [
    await needOn(
      "config:PutConfigRule",
      ruleArnOf(ctx, await nameOf(rule, ctx)),
      ctx,
      requestTagKeys(Tags),
    ),
  ],

  async handle({ ConfigRule: rule, Tags }, ctx) {
    const name = await nameOf(rule, ctx);
    if (!/^\S(.*\S)?$/.test(name))
      throw invalid("The ConfigRuleName must not be blank.");
    await putRule(name, rule, { tags: Tags }, ctx);
    return {};
  },
});

/** A rule that is there may be named by its ARN or id as well. */
async function nameOf(
  { ConfigRuleName, ConfigRuleArn, ConfigRuleId }: ConfigRule,
  ctx: NeedsContext,
): Promise<string> {
  if (ConfigRuleName !== undefined) return ConfigRuleName;
  const id = ConfigRuleId ?? ConfigRuleArn?.split("/").at(-1);
  if (id === undefined)
    throw invalid(
      "One of ConfigRuleName, ConfigRuleArn or ConfigRuleId is required.",
    );
  const known = (await ctx.table(rules).list()).rows.find(
    (rule) => rule.id === id,
  );
  if (!known) throw invalid(`The rule ${id} does not exist.`);
  return known.name;
}
