import { CreateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { checkedProperties } from "../../../core/resource-properties.ts";
import { begin } from "../begin.ts";
import { objectIn } from "../identifier.ts";
import { knownType } from "../known-type.ts";
import { needing } from "../needs.ts";

/** The properties are held to the type's schema before the request is taken. */
export const CreateResource = operation(CreateResourceCommand, {
  needs: (input) => needing("CreateResource", input),

  async handle(input, ctx) {
    const type = await knownType(input, ctx);
    const desired = objectIn(input.DesiredState);
    if (!desired)
      throw fault(
        "ValidationException",
        "DesiredState must be a JSON object.",
        400,
      );
    const checked = checkedProperties(await type.schema(), desired);
    if (!checked.ok)
      throw fault(
        "ValidationException",
        `Model validation failed (${checked.problems.join(", ")})`,
        400,
      );
    const { typeName } = type;
    const { properties } = checked;
    return begin({ operation: "CREATE", typeName, properties }, input, ctx);
  },
});
