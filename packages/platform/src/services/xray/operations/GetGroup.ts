import { GetGroupCommand } from "@aws-sdk/client-xray";
import { operation } from "../../../core/operation.ts";
import { groupOf, knownGroup, onGroup } from "../groups.ts";

export const GetGroup = operation(GetGroupCommand, {
  needs: async (input, ctx) => [await onGroup("xray:GetGroup", input, ctx)],

  async handle(input, ctx) {
    return { Group: groupOf(await knownGroup(input, ctx), ctx) };
  },
});
