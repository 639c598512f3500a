import {
  DeleteOrganizationConfigRuleCommand,
  DescribeOrganizationConfigRulesCommand,
  DescribeOrganizationConfigRuleStatusesCommand,
  GetOrganizationCustomRulePolicyCommand,
  PutOrganizationConfigRuleCommand,
  type OrganizationConfigRule,
  type PutOrganizationConfigRuleCommandInput,
} from "@aws-sdk/client-config-service";
import { absentAs } from "../../../core/resource-absence.ts";
import { given } from "../../../core/resource-input.ts";
import type {
  Properties,
  ResourceContext,
} from "../../../core/resource-type.ts";
import { deployedType } from "./deployed.ts";

const gone = absentAs("NoSuchOrganizationConfigRuleException");

/** A rule in every account of an organization. */
export const organizationConfigRule = deployedType<OrganizationConfigRule>({
  typeName: "AWS::Config::OrganizationConfigRule",
  named: "OrganizationConfigRuleName",
  put,

  async find(name, ctx) {
    const found = await ctx
      .send(
        new DescribeOrganizationConfigRulesCommand({
          OrganizationConfigRuleNames: [name],
        }),
      )
      .catch(gone);
    return found?.OrganizationConfigRules?.[0];
  },

  async shown(rule, ctx) {
    return {
      Id: rule.OrganizationConfigRuleName,
      ...shown(rule, await policyText(rule, ctx)),
    };
  },

  async look(name, ctx) {
    const found = await ctx
      .send(
        new DescribeOrganizationConfigRuleStatusesCommand({
          OrganizationConfigRuleNames: [name],
        }),
      )
      .catch(gone);
    const [told] = found?.OrganizationConfigRuleStatuses ?? [];
    return told && { state: told.OrganizationRuleStatus, ...told };
  },

  async remove(OrganizationConfigRuleName, ctx) {
    await ctx
      .send(
        new DeleteOrganizationConfigRuleCommand({ OrganizationConfigRuleName }),
      )
      .catch(gone);
  },

  async namesOn(page, ctx) {
    const { OrganizationConfigRules, NextToken: next } = await ctx.send(
      new DescribeOrganizationConfigRulesCommand(page),
    );
    return {
      items: OrganizationConfigRules?.map(
        ({ OrganizationConfigRuleName = "" }) => OrganizationConfigRuleName,
      ),
      next,
    };
  },
});

async function put(
  { Id: _told, OrganizationCustomPolicyRuleMetadata, ...rest }: Properties,
  ctx: ResourceContext,
): Promise<void> {
  const { Runtime, ...policy } = (OrganizationCustomPolicyRuleMetadata ??
    {}) as Properties;
  await ctx.send(
    new PutOrganizationConfigRuleCommand({
      ...rest,
      ...(OrganizationCustomPolicyRuleMetadata === undefined
        ? {}
        : {
            OrganizationCustomPolicyRuleMetadata: {
              ...policy,
              PolicyRuntime: Runtime,
            },
          }),
    } as PutOrganizationConfigRuleCommandInput),
  );
}

/** The text of a Guard rule is told by a call of its own. */
async function policyText(
  {
    OrganizationConfigRuleName,
    OrganizationCustomPolicyRuleMetadata: policy,
  }: OrganizationConfigRule,
  ctx: ResourceContext,
): Promise<string | undefined> {
  if (!policy) return undefined;
  const { PolicyText } = await ctx.send(
    new GetOrganizationCustomRulePolicyCommand({ OrganizationConfigRuleName }),
  );
  return PolicyText;
}

function shown(
  rule: OrganizationConfigRule,
  PolicyText: string | undefined,
): Properties {
  const { OrganizationCustomPolicyRuleMetadata, ExcludedAccounts } = rule;
  const { PolicyRuntime, ...policy } =
    OrganizationCustomPolicyRuleMetadata ?? {};
  return {
    ...given({ ...rule }, [
      "OrganizationConfigRuleName",
      "OrganizationManagedRuleMetadata",
      "OrganizationCustomRuleMetadata",
    ]),
    ...(OrganizationCustomPolicyRuleMetadata
      ? {
          OrganizationCustomPolicyRuleMetadata: {
            ...policy,
            Runtime: PolicyRuntime,
            PolicyText,
          },
        }
      : {}),
    ...(ExcludedAccounts?.length ? { ExcludedAccounts } : {}),
  };
}
