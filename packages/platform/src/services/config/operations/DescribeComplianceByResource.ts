import { DescribeComplianceByResourceCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { resultsByResource } from "../compliance/by-resource.ts";
import { complianceOf } from "../compliance/counted.ts";
import { invalid } from "../faults.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 10;

export const DescribeComplianceByResource = operation(
  DescribeComplianceByResourceCommand,
  {
    needs: () => [allow("config:DescribeComplianceByResource", "*")],

    async handle(
      { ResourceType, ResourceId, ComplianceTypes = [], Limit, NextToken },
      ctx,
    ) {
      if (ResourceId !== undefined && ResourceType === undefined)
        throw invalid("A ResourceId needs a ResourceType.");
      const groups = await resultsByResource(ResourceType, ResourceId, ctx);
      const found = groups
        .map((group) => ({
          ResourceType: group[0].resourceType,
          ResourceId: group[0].resourceId,
          Compliance: complianceOf(group),
        }))
        .filter(
          ({ Compliance: { ComplianceType } }) =>
            ComplianceTypes.length === 0 ||
            (ComplianceType !== undefined &&
              ComplianceTypes.includes(ComplianceType)),
        );
      const { items, nextToken } = pageOf(found, Limit || PAGE, NextToken);
      return { ComplianceByResources: items, ...more(nextToken) };
    },
  },
);
