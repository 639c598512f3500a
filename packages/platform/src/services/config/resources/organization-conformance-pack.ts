import {
  DeleteOrganizationConformancePackCommand,
  DescribeOrganizationConformancePacksCommand,
  DescribeOrganizationConformancePackStatusesCommand,
  PutOrganizationConformancePackCommand,
  type OrganizationConformancePack,
  type PutOrganizationConformancePackCommandInput,
} from "@aws-sdk/client-config-service";
import { absentAs } from "../../../core/resource-absence.ts";
import { deployedType } from "./deployed.ts";

const gone = absentAs("NoSuchOrganizationConformancePackException");

/** A pack of rules in every account of an organization. */
export const organizationConformancePack =
  deployedType<OrganizationConformancePack>({
    typeName: "AWS::Config::OrganizationConformancePack",
    named: "OrganizationConformancePackName",

    async put(properties, ctx) {
      await ctx.send(
        new PutOrganizationConformancePackCommand(
          properties as unknown as PutOrganizationConformancePackCommandInput,
        ),
      );
    },

    async find(name, ctx) {
      const found = await ctx
        .send(
          new DescribeOrganizationConformancePacksCommand({
            OrganizationConformancePackNames: [name],
          }),
        )
        .catch(gone);
      return found?.OrganizationConformancePacks?.[0];
    },

    async shown(pack) {
      const { OrganizationConformancePackName } = pack;
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

    async look(name, ctx) {
      const found = await ctx
        .send(
          new DescribeOrganizationConformancePackStatusesCommand({
            OrganizationConformancePackNames: [name],
          }),
        )
        .catch(gone);
      const [told] = found?.OrganizationConformancePackStatuses ?? [];
      return told && { state: told.Status, ...told };
    },

    async remove(OrganizationConformancePackName, ctx) {
      await ctx
        .send(
          new DeleteOrganizationConformancePackCommand({
            OrganizationConformancePackName,
          }),
        )
        .catch(gone);
    },

    async namesOn(page, ctx) {
      const { OrganizationConformancePacks, NextToken: next } = await ctx.send(
        new DescribeOrganizationConformancePacksCommand(page),
      );
      return {
        items: OrganizationConformancePacks?.map(
          ({ OrganizationConformancePackName = "" }) =>
            OrganizationConformancePackName,
        ),
        next,
      };
    },
  });
