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
import { everyPage } from "../../../core/resource-pages.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { untilDeployed, untilUndeployed } from "./deployed.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Config::OrganizationConfigRule";
const gone = absentAs("NoSuchOrganizationConfigRuleException");

/** A rule in every account of an organization; it is there once all accounts have it. */
export const organizationConfigRule = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    const name = properties["OrganizationConfigRuleName"] as string;
    await refuseExisting(
      typeName,
      name,
      ctx,
      async () => (await ruleOf(name, ctx)) !== undefined,
    );
    await put(properties, ctx);
    await wholeOrGone(
      () => untilDeployed(() => statusOf(name, ctx), name, ctx),
      () => remove(name, ctx),
    );
    return name;
  },

  async read(Id, ctx) {
    const found = await ruleOf(Id, ctx);
    return found && { Id, ...shown(found, await policyText(found, ctx)) };
  },

  async update(name, { after }, ctx) {
    await put(after, ctx);
    await untilDeployed(() => statusOf(name, ctx), name, ctx);
  },

  delete: remove,

  list: (ctx) =>
    everyPage(async (NextToken) => {
      const page = await ctx.send(
        new DescribeOrganizationConfigRulesCommand(
          NextToken === undefined ? {} : { NextToken },
        ),
      );
      return {
        items: page.OrganizationConfigRules?.map(
          ({ OrganizationConfigRuleName = "" }) => OrganizationConfigRuleName,
        ),
        next: page.NextToken,
      };
    }),
});

async function remove(name: string, ctx: ResourceContext): Promise<void> {
  await ctx
    .send(
      new DeleteOrganizationConfigRuleCommand({
        OrganizationConfigRuleName: name,
      }),
    )
    .catch(gone);
  await untilUndeployed(() => statusOf(name, ctx), name, ctx);
}

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

async function ruleOf(
  name: string,
  ctx: ResourceContext,
): Promise<OrganizationConfigRule | undefined> {
  const found = await ctx
    .send(
      new DescribeOrganizationConfigRulesCommand({
        OrganizationConfigRuleNames: [name],
      }),
    )
    .catch(gone);
  return found?.OrganizationConfigRules?.[0];
}

async function statusOf(name: string, ctx: ResourceContext) {
  const found = await ctx
    .send(
      new DescribeOrganizationConfigRuleStatusesCommand({
        OrganizationConfigRuleNames: [name],
      }),
    )
    .catch(gone);
  const [told] = found?.OrganizationConfigRuleStatuses ?? [];
  return told && { state: told.OrganizationRuleStatus, ...told };
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
