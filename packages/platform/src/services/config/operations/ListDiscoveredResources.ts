import {
  ListDiscoveredResourcesCommand,
  type ResourceType,
} from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { invalidToken, notValid } from "../faults.ts";
import { someRecorder } from "../recorder/recorders.ts";
import { latestItems } from "../recorder/tables.ts";

const PAGE = 100;

export const ListDiscoveredResources = operation(
  ListDiscoveredResourcesCommand,
  {
    needs: () => [allow("config:ListDiscoveredResources", "*")],

    async handle(input, ctx) {
      const { resourceType, resourceIds = [], resourceName } = input;
      await someRecorder(ctx);
      if (resourceIds.length > 0 && resourceName !== undefined)
        throw notValid(
          "You cannot specify both resourceIds and resourceName in the same request.",
        );
      const { rows, nextToken } = await filteredPage(
        ctx.table(latestItems),
        { prefix: [resourceType], limit: input.limit || PAGE },
        (item) =>
          (input.includeDeletedResources === true ||
            item.status !== "ResourceDeleted") &&
          (resourceIds.length === 0 || resourceIds.includes(item.resourceId)) &&
          (resourceName === undefined || item.resourceName === resourceName),
        input.nextToken,
        invalidToken,
      );
      return {
        resourceIdentifiers: rows.map((item) => ({
          resourceType: item.resourceType as ResourceType,
          resourceId: item.resourceId,
          ...(item.resourceName === undefined
            ? {}
            : { resourceName: item.resourceName }),
          ...(item.status === "ResourceDeleted"
            ? { resourceDeletionTime: new Date(item.capturedAt) }
            : {}),
        })),
        ...(nextToken === undefined ? {} : { nextToken }),
      };
    },
  },
);
