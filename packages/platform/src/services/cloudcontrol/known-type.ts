import {
  TypeNotFoundException,
  UnsupportedActionException,
} from "@aws-sdk/client-cloudcontrol";
import type { Context } from "../../core/context.ts";
import { fault, type Fault } from "../../core/errors.ts";
import type { ResourceType } from "../../core/resource-type.ts";

/** The type that a request is about. @throws Fault TypeNotFoundException, ValidationException for a version of a type */
export async function knownType(
  {
    TypeName,
    TypeVersionId,
  }: { TypeName: string; TypeVersionId?: string | undefined },
  ctx: Context,
): Promise<ResourceType> {
  if (TypeVersionId !== undefined)
    throw fault(
      "ValidationException",
      "TypeVersionId is for private types, which are not built.",
      400,
    );
  const type = await ctx.platform.resourceTypes.find(TypeName);
  if (!type)
    throw fault(
      TypeNotFoundException,
      `The type '${TypeName}' cannot be found.`,
    );
  return type;
}

export const unsupported = (typeName: string, action: string): Fault =>
  fault(
    UnsupportedActionException,
    `Resource type ${typeName} does not support ${action} action`,
  );
