import { DeleteConformancePackCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { deletePack } from "../packs/packs.ts";
import { packArnOf } from "../packs/tables.ts";
import { needOn } from "../tags.ts";

export const DeleteConformancePack = operation(DeleteConformancePackCommand, {
  needs: async ({ ConformancePackName }, ctx) => [
    await needOn(
      "config:DeleteConformancePack",
      packArnOf(ctx, ConformancePackName),
      ctx,
    ),
  ],

  async handle({ ConformancePackName }, ctx) {
    const { caller } = ctx;
    const by = caller.type === "AWSService" ? caller.service : undefined;
    await deletePack(ConformancePackName, by, ctx);
    return {};
  },
});
