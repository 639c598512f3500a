import { BatchGetResourceConfigCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { baseItem } from "../recorder/item.ts";
import { someRecorder } from "../recorder/recorders.ts";
import { latestItems } from "../recorder/tables.ts";

export const BatchGetResourceConfig = operation(BatchGetResourceConfigCommand, {
  needs: () => [allow("config:BatchGetResourceConfig", "*")],

  async handle({ resourceKeys }, ctx) {
    await someRecorder(ctx);
    const found = await Promise.all(
      resourceKeys.map(async (key) => {
        const { resourceType = "", resourceId = "" } = key;
        return {
          key,
          item: await ctx.table(latestItems).get(resourceType, resourceId),
        };
      }),
    );
    return {
      baseConfigurationItems: found.flatMap(({ item }) =>
        item ? [baseItem(item, ctx)] : [],
      ),
      unprocessedResourceKeys: found.flatMap(({ key, item }) =>
        item ? [] : [key],
      ),
    };
  },
});
