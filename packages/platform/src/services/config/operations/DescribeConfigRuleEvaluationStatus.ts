import { DescribeConfigRuleEvaluationStatusCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { more, pageOf } from "../paging.ts";
import { rulesNamed } from "../rules/rules.ts";
import { ruleArnOf, ruleStatuses } from "../tables.ts";

const PAGE = 50;

export const DescribeConfigRuleEvaluationStatus = operation(
  DescribeConfigRuleEvaluationStatusCommand,
  {
    needs: () => [allow("config:DescribeConfigRuleEvaluationStatus", "*")],

    async handle({ ConfigRuleNames, Limit, NextToken }, ctx) {
      const found = await rulesNamed(ConfigRuleNames, ctx);
      const { items, nextToken } = pageOf(found, Limit || PAGE, NextToken);
      return {
        ConfigRulesEvaluationStatus: await Promise.all(
          items.map(async ({ name, id, createdAt }) => {
            const status = await ctx.table(ruleStatuses).get(name);
            return {
              ConfigRuleName: name,
              ConfigRuleArn: ruleArnOf(ctx, name),
              ConfigRuleId: id,
              FirstActivatedTime: new Date(createdAt),
              FirstEvaluationStarted: status?.invokedAt !== undefined,
              ...timed("LastSuccessfulInvocationTime", status?.invokedAt),
              ...timed("LastFailedInvocationTime", status?.invocationFailedAt),
              ...timed("LastSuccessfulEvaluationTime", status?.evaluatedAt),
              ...(status?.errorCode === undefined
                ? {}
                : {
                    LastErrorCode: status.errorCode,
                    LastErrorMessage: status.errorMessage,
                  }),
            };
          }),
        ),
        ...more(nextToken),
      };
    },
  },
);

function timed(name: string, at: number | undefined): Record<string, Date> {
  return at === undefined ? {} : { [name]: new Date(at) };
}
