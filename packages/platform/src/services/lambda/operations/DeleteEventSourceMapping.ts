import { DeleteEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import {
  checkSettled,
  knownMapping,
  mappingOf,
  onMapping,
  USER_INITIATED,
} from "../event-sources/mapping.ts";
import {
  mappingChanged,
  mappings,
  type MappingRow,
} from "../event-sources/tables.ts";

/** It is gone once no more messages are taken for it. */
export const DeleteEventSourceMapping = operation(
  DeleteEventSourceMappingCommand,
  {
    audit: { eventName: "DeleteEventSourceMapping20150331" },

    needs: async ({ UUID }, ctx) => [
      await onMapping("lambda:DeleteEventSourceMapping", UUID, ctx),
    ],

    async handle({ UUID }, ctx) {
      const known = await knownMapping(UUID, ctx);
      checkSettled(known, "delete");
      const row: MappingRow = {
        ...known,
        state: "Deleting",
        stateReason: USER_INITIATED,
      };
      await ctx.table(mappings).put(row);
      const { accountId, region, uuid } = row;
      ctx.emit(mappingChanged, { accountId, region, uuid });
      return { ...mappingOf(row), $metadata: { httpStatusCode: 202 } };
    },
  },
);
