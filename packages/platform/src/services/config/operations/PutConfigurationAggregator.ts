import {
  InvalidRoleException,
  LimitExceededException,
  PutConfigurationAggregatorCommand,
  type PutConfigurationAggregatorRequest,
} from "@aws-sdk/client-config-service";
import { ListAccountsCommand } from "@aws-sdk/client-organizations";
import { assumedRole } from "../../../core/assumed-role.ts";
import type { Context } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { shownAggregator } from "../aggregators/aggregators.ts";
import { ask } from "../aggregators/requests.ts";
import {
  aggregatorArnOf,
  aggregators,
  type AggregatorRow,
} from "../aggregators/tables.ts";
import { invalid } from "../faults.ts";
import { administered } from "../organization/administrator.ts";
import { needOn, register } from "../tags.ts";

/** Aggregators of an account in a Region (Config quotas). */
const MOST = 50;

/** The data of accounts that let it, or of a whole organization, to be asked for in one place. */
export const PutConfigurationAggregator = operation(
  PutConfigurationAggregatorCommand,
  {
    needs: async (input, ctx) => {
      const { RoleArn } = input.OrganizationAggregationSource ?? {};
      return [
        await needOn(
          "config:PutConfigurationAggregator",
          aggregatorArnOf(ctx, input.ConfigurationAggregatorName),
          ctx,
          requestTagKeys(input.Tags),
        ),
        ...(RoleArn === undefined
          ? []
          : [
              allow("iam:PassRole", RoleArn, {
                "iam:PassedToService": "config.amazonaws.com",
              }),
            ]),
      ];
    },

    async handle(input, ctx) {
      const name = input.ConfigurationAggregatorName;
      const known = await ctx.table(aggregators).get(name);
      const sources = checkedSources(input);
      if (sources.organization)
        await checkRole(name, sources.organization.RoleArn ?? "", ctx);
      if (!known) await checkRoom(ctx);
      const row: AggregatorRow = {
        name,
        ...sources,
        createdAt: known?.createdAt ?? ctx.now(),
        changedAt: ctx.now(),
      };
      await ctx.table(aggregators).put(row);
      await ask(row, known, ctx);
      await register(aggregatorArnOf(ctx, name), input.Tags, ctx);
      return { ConfigurationAggregator: shownAggregator(row, ctx) };
    },
  },
);

function checkedSources({
  AccountAggregationSources: [accounts, ...further] = [],
  OrganizationAggregationSource: organization,
  AggregatorFilters,
}: PutConfigurationAggregatorRequest): Pick<
  AggregatorRow,
  "accounts" | "organization"
> {
  if (AggregatorFilters) throw invalid("AggregatorFilters are not supported.");
  const source = accounts ?? organization;
  if (!source || (accounts && organization) || further.length > 0)
    throw invalid(
      "Specify either one AccountAggregationSource or the OrganizationAggregationSource.",
    );
  const named = (source.AwsRegions ?? []).length > 0;
  if (named === (source.AllAwsRegions ?? false))
    throw invalid("Specify either AllAwsRegions or AwsRegions of the source.");
  if (accounts) return { accounts };
  return organization ? { organization } : {};
}

/** Config looks by the role which accounts the organization has. */
async function checkRole(
  name: string,
  roleArn: string,
  ctx: Context,
): Promise<void> {
  await administered(ctx);
  const sourceArn = aggregatorArnOf(ctx, name);
  try {
    const { caller } = await assumedRole(
      roleArn,
      "AWSConfig-Aggregator",
      { as: "config.amazonaws.com", sourceArn },
      ctx,
    );
    await ctx.send(new ListAccountsCommand({}), {
      as: caller,
      region: ctx.region,
    });
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    throw fault(
      InvalidRoleException,
      `The role ${roleArn} cannot be used to list the organization's accounts: ${error.message}`,
    );
  }
}

async function checkRoom(ctx: Context): Promise<void> {
  const { rows } = await ctx.table(aggregators).list({ limit: MOST });
  if (rows.length >= MOST)
    throw fault(
      LimitExceededException,
      `You have reached the limit of ${MOST} configuration aggregators.`,
    );
}
