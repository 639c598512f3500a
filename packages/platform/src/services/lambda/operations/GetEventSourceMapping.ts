import { GetEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import {
  knownMapping,
  mappingOf,
  onMapping,
} from "../event-sources/mapping.ts";

export const GetEventSourceMapping = operation(GetEventSourceMappingCommand, {
  audit: { eventName: "GetEventSourceMapping20150331" },

  needs: async ({ UUID }, ctx) => [
    await onMapping("lambda:GetEventSourceMapping", UUID, ctx),
  ],

  async handle({ UUID }, ctx) {
    return mappingOf(await knownMapping(UUID, ctx));
  },
});
