import { randomUUID } from "node:crypto";
import {
  GetResourceCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-cloudcontrol";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { handled } from "../handled.ts";
import { identifierOf } from "../identifier.ts";
import { knownType } from "../known-type.ts";
import { needing } from "../needs.ts";
import { currentProperties, workContext } from "../work.ts";

export const GetResource = operation(GetResourceCommand, {
  needs: (input) => needing("GetResource", input),

  async handle(input, ctx) {
    const type = await knownType(input, ctx);
    const identifier = identifierOf(input.Identifier, await type.schema());
    const properties = await handled(type.typeName, async () =>
      currentProperties(
        type,
        identifier,
        await workContext(
          randomUUID(),
          { caller: ctx.caller, roleArn: input.RoleArn },
          ctx,
        ),
      ),
    );
    if (!properties)
      throw fault(
        ResourceNotFoundException,
        `Resource of type '${type.typeName}' with identifier '${identifier}' was not found.`,
      );
    return {
      TypeName: type.typeName,
      ResourceDescription: {
        Identifier: identifier,
        Properties: JSON.stringify(properties),
      },
    };
  },
});
