import { DeleteParameterCommand } from "@aws-sdk/client-ssm";
import { operation } from "../../../core/operation.ts";
import { onParameter, wholeParameter } from "../parameter.ts";
import { remove } from "../remove.ts";

export const DeleteParameter = operation(DeleteParameterCommand, {
  needs: async ({ Name }, ctx) => [
    await onParameter("DeleteParameter", Name, ctx),
  ],

  async handle({ Name }, ctx) {
    await remove(await wholeParameter(Name, ctx), ctx);
    return {};
  },
});
