import { DescribeConfigRulesCommand } from "@aws-sdk/client-config-service";
import { everyPage } from "../../../core/resource-pages.ts";
import type { ResourceContext } from "../../../core/resource-type.ts";

/** The names of all rules of a Region. */
export const ruleNames = (ctx: ResourceContext): Promise<readonly string[]> =>
  everyPage(async (NextToken) => {
    const page = await ctx.send(
      new DescribeConfigRulesCommand(
        NextToken === undefined ? {} : { NextToken },
      ),
    );
    return {
      items: page.ConfigRules?.map(({ ConfigRuleName = "" }) => ConfigRuleName),
      next: page.NextToken,
    };
  });
