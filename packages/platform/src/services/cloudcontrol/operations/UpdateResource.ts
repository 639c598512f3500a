import { UpdateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { begin } from "../begin.ts";
import { identifierOf } from "../identifier.ts";
import { knownType, unsupported } from "../known-type.ts";
import { needing } from "../needs.ts";
import { readPatch } from "../patch/patch.ts";

/** Changes the properties that there are by a JSON patch. */
export const UpdateResource = operation(UpdateResourceCommand, {
  needs: (input) => needing("UpdateResource", input),

  async handle(input, ctx) {
    const type = await knownType(input, ctx);
    const { typeName } = type;
    if (!type.update) throw unsupported(typeName, "UPDATE");
    const patch = readPatch(input.PatchDocument);
    if (!patch.ok) throw fault("ValidationException", patch.message, 400);
    const identifier = identifierOf(input.Identifier, await type.schema());
    return begin(
      { operation: "UPDATE", typeName, identifier, patch: patch.value },
      input,
      ctx,
    );
  },
});
