import { DeleteParametersCommand } from "@aws-sdk/client-ssm";
import { operation } from "../../../core/operation.ts";
import { findParameter, onParameter } from "../parameter.ts";
import { remove } from "../remove.ts";

export const DeleteParameters = operation(DeleteParametersCommand, {
  needs: ({ Names }, ctx) =>
    Promise.all(
      Names.map((name) => onParameter("DeleteParameters", name, ctx)),
    ),

  async handle({ Names }, ctx) {
    const DeletedParameters: string[] = [];
    const InvalidParameters: string[] = [];
    for (const name of Names) {
      const found = await findParameter(name, ctx);
      if (found?.selector === undefined && found) {
        await remove(found, ctx);
        DeletedParameters.push(name);
      } else InvalidParameters.push(name);
    }
    return { DeletedParameters, InvalidParameters };
  },
});
