import {
  DeleteRemediationConfigurationCommand,
  DescribeRemediationConfigurationsCommand,
  PutRemediationConfigurationsCommand,
  type RemediationConfiguration,
} from "@aws-sdk/client-config-service";
import { absentAs } from "../../../core/resource-absence.ts";
import { given } from "../../../core/resource-input.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { ruleNames } from "./rule-names.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Config::RemediationConfiguration";

const SETTINGS = [
  "ConfigRuleName",
  "TargetType",
  "TargetId",
  "TargetVersion",
  "Parameters",
  "ResourceType",
  "Automatic",
  "ExecutionControls",
  "MaximumAutomaticAttempts",
  "RetryAttemptSeconds",
];

/** What is done about resources that a rule finds wrong; a rule has one at most, which goes by the rule's name. */
export const remediationConfiguration = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "config.remediations": regionalRow((_place, rule) => rule) },

  async create(properties, ctx) {
    const rule = properties["ConfigRuleName"] as string;
    await refuseExisting(
      typeName,
      rule,
      ctx,
      async () => (await remediationsOf([rule], ctx)).length > 0,
    );
    await put(properties, ctx);
    return rule;
  },

  async read(Id, ctx) {
    const [found] = await remediationsOf([Id], ctx);
    return found && { Id, ...given({ ...found }, SETTINGS) };
  },

  async update(_rule, { after }, ctx) {
    await put(after, ctx);
  },

  async delete(ConfigRuleName, ctx) {
    await ctx
      .send(new DeleteRemediationConfigurationCommand({ ConfigRuleName }))
      .catch(absentAs("NoSuchRemediationConfigurationException"));
  },

  async list(ctx) {
    const rules = await ruleNames(ctx);
    const found: string[] = [];
    for (let from = 0; from < rules.length; from += AT_ONCE)
      for (const { ConfigRuleName = "" } of await remediationsOf(
        rules.slice(from, from + AT_ONCE),
        ctx,
      ))
        found.push(ConfigRuleName);
    return found;
  },
});

/** Names that DescribeRemediationConfigurations takes at most. */
const AT_ONCE = 25;

async function put(
  properties: Properties,
  ctx: ResourceContext,
): Promise<void> {
  await ctx.send(
    new PutRemediationConfigurationsCommand({
      RemediationConfigurations: [
        given(properties, SETTINGS) as unknown as RemediationConfiguration,
      ],
    }),
  );
}

async function remediationsOf(
  ConfigRuleNames: string[],
  ctx: ResourceContext,
): Promise<readonly RemediationConfiguration[]> {
  const { RemediationConfigurations = [] } = await ctx.send(
    new DescribeRemediationConfigurationsCommand({ ConfigRuleNames }),
  );
  return RemediationConfigurations;
}
