import { DeleteResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { operation } from "../../../core/operation.ts";
import { begin } from "../begin.ts";
import { identifierOf } from "../identifier.ts";
import { knownType } from "../known-type.ts";
import { needing } from "../needs.ts";

export const DeleteResource = operation(DeleteResourceCommand, {
  needs: (input) => needing("DeleteResource", input),

  async handle(input, ctx) {
    const type = await knownType(input, ctx);
    const identifier = identifierOf(input.Identifier, await type.schema());
    const { typeName } = type;
    return begin({ operation: "DELETE", typeName, identifier }, input, ctx);
  },
});
