import {
  DeleteConfigRuleCommand,
  DescribeConfigRulesCommand,
  GetCustomRulePolicyCommand,
  PutConfigRuleCommand,
  type ConfigRule,
} from "@aws-sdk/client-config-service";
import { absentAs } from "../../../core/resource-absence.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { ruleNames } from "./rule-names.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Config::ConfigRule";
const gone = absentAs("NoSuchConfigRuleException");

/** A rule; its name is its identifier. */
export const configRule = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    const name =
      (properties["ConfigRuleName"] as string | undefined) ??
      ctx.name({ most: 128 });
    await put(name, properties, ctx);
    return name;
  },

  async read(ConfigRuleName, ctx) {
    const found = await ctx
      .send(
        new DescribeConfigRulesCommand({ ConfigRuleNames: [ConfigRuleName] }),
      )
      .catch(gone);
    const rule = found?.ConfigRules?.[0];
    return rule && shown(rule, await policyText(rule, ctx));
  },

  async update(ConfigRuleName, { after }, ctx) {
    await put(ConfigRuleName, after, ctx);
  },

  async delete(ConfigRuleName, ctx) {
    await ctx.send(new DeleteConfigRuleCommand({ ConfigRuleName })).catch(gone);
  },

  list: ruleNames,
});

async function put(
  ConfigRuleName: string,
  { Compliance: _told, InputParameters, ...rest }: Properties,
  ctx: ResourceContext,
): Promise<void> {
  await ctx.send(
    new PutConfigRuleCommand({
      ConfigRule: {
        ...rest,
        ConfigRuleName,
        ...(InputParameters === undefined
          ? {}
          : {
              InputParameters:
                typeof InputParameters === "string"
                  ? InputParameters
                  : JSON.stringify(InputParameters),
            }),
      } as ConfigRule,
    }),
  );
}

/** The text of a Guard rule is told by a call of its own. */
async function policyText(
  { ConfigRuleName, Source }: ConfigRule,
  ctx: ResourceContext,
): Promise<string | undefined> {
  if (Source?.Owner !== "CUSTOM_POLICY") return undefined;
  const { PolicyText } = await ctx.send(
    new GetCustomRulePolicyCommand({ ConfigRuleName }),
  );
  return PolicyText;
}

function shown(
  {
    ConfigRuleArn,
    ConfigRuleState: _state,
    CreatedBy: _by,
    ...rule
  }: ConfigRule,
  PolicyText: string | undefined,
): Properties {
  const { InputParameters, Source } = rule;
  return {
    ...rule,
    Arn: ConfigRuleArn,
    ...(PolicyText === undefined
      ? {}
      : {
          Source: {
            ...Source,
            CustomPolicyDetails: { ...Source?.CustomPolicyDetails, PolicyText },
          },
        }),
    ...(InputParameters
      ? { InputParameters: JSON.parse(InputParameters) as unknown }
      : {}),
  };
}
