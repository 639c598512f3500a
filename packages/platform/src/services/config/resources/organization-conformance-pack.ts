import {
  DeleteOrganizationConformancePackCommand,
  DescribeOrganizationConformancePacksCommand,
  DescribeOrganizationConformancePackStatusesCommand,
  PutOrganizationConformancePackCommand,
  type PutOrganizationConformancePackCommandInput,
} from "@aws-sdk/client-config-service";
import { absentAs } from "../../../core/resource-absence.ts";
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

const typeName = "AWS::Config::OrganizationConformancePack";
const gone = absentAs("NoSuchOrganizationConformancePackException");

/** A pack of rules in every account of an organization; it is there once all accounts have it. */
export const organizationConformancePack = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    const name = properties["OrganizationConformancePackName"] as string;
    await refuseExisting(
      typeName,
      name,
      ctx,
      async () => (await packOf(name, ctx)) !== undefined,
    );
    await put(properties, ctx);
    await wholeOrGone(
      () => untilDeployed(() => statusOf(name, ctx), name, ctx),
      () => remove(name, ctx),
    );
    return name;
  },

  async read(OrganizationConformancePackName, ctx) {
    const pack = await packOf(OrganizationConformancePackName, ctx);
    if (!pack) return undefined;
    const { DeliveryS3Bucket, DeliveryS3KeyPrefix } = pack;
    const { ConformancePackInputParameters, ExcludedAccounts } = pack;
    return {
      OrganizationConformancePackName,
      ...(DeliveryS3Bucket ? { DeliveryS3Bucket } : {}),
      ...(DeliveryS3KeyPrefix ? { DeliveryS3KeyPrefix } : {}),
      ...(ConformancePackInputParameters?.length
        ? { ConformancePackInputParameters }
        : {}),
      ...(ExcludedAccounts?.length ? { ExcludedAccounts } : {}),
    };
  },

  async update(name, { after }, ctx) {
    await put(after, ctx);
    await untilDeployed(() => statusOf(name, ctx), name, ctx);
  },

  delete: remove,

  list: (ctx) =>
    everyPage(async (NextToken) => {
      const page = await ctx.send(
        new DescribeOrganizationConformancePacksCommand(
          NextToken === undefined ? {} : { NextToken },
        ),
      );
      return {
        items: page.OrganizationConformancePacks?.map(
          ({ OrganizationConformancePackName = "" }) =>
            OrganizationConformancePackName,
        ),
        next: page.NextToken,
      };
    }),
});

async function remove(name: string, ctx: ResourceContext): Promise<void> {
  await ctx
    .send(
      new DeleteOrganizationConformancePackCommand({
        OrganizationConformancePackName: name,
      }),
    )
    .catch(gone);
  await untilUndeployed(() => statusOf(name, ctx), name, ctx);
}

async function put(
  properties: Properties,
  ctx: ResourceContext,
): Promise<void> {
  await ctx.send(
    new PutOrganizationConformancePackCommand(
      properties as unknown as PutOrganizationConformancePackCommandInput,
    ),
  );
}

async function packOf(name: string, ctx: ResourceContext) {
  const found = await ctx
    .send(
      new DescribeOrganizationConformancePacksCommand({
        OrganizationConformancePackNames: [name],
      }),
    )
    .catch(gone);
  return found?.OrganizationConformancePacks?.[0];
}

async function statusOf(name: string, ctx: ResourceContext) {
  const found = await ctx
    .send(
      new DescribeOrganizationConformancePackStatusesCommand({
        OrganizationConformancePackNames: [name],
      }),
    )
    .catch(gone);
  const [told] = found?.OrganizationConformancePackStatuses ?? [];
  return told && { state: told.Status, ...told };
}
