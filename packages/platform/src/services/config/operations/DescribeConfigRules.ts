import { DescribeConfigRulesCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { more, pageOf } from "../paging.ts";
import { rulesNamed } from "../rules/rules.ts";
import { shownRule } from "../rules/shown.ts";

const PAGE = 25;

export const DescribeConfigRules = operation(DescribeConfigRulesCommand, {
  needs: () => [allow("config:DescribeConfigRules", "*")],

  async handle({ ConfigRuleNames, Filters, NextToken }, ctx) {
    const mode = Filters?.EvaluationMode;
    const wanted = (await rulesNamed(ConfigRuleNames, ctx)).filter(
      ({ modes }) => mode === undefined || modes.includes(mode),
    );
    const { items, nextToken } = pageOf(wanted, PAGE, NextToken);
    return {
      ConfigRules: items.map((rule) => shownRule(rule, ctx)),
      ...more(nextToken),
    };
  },
});
