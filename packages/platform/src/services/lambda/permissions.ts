import type { VpcConfig } from "@aws-sdk/client-lambda";
import type { NeedsContext } from "../../core/context.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import type { FunctionReference } from "./function-reference.ts";
import { networkKeys } from "./network/keys.ts";
import { functions } from "./tables.ts";

/** A permission on a function, with the function's tags as `aws:ResourceTag/…`. */
export async function onFunction(
  action: string,
  reference: FunctionReference,
  ctx: NeedsContext,
  keys: Need["keys"] = {},
): Promise<Need> {
  const row = await ctx.table(functions, reference).get(reference.functionName);
  return allow(action, reference.functionArn, {
    ...resourceTagKeys(row?.tags),
    ...keys,
  });
}

/** Handing a role over to Lambda (facts: `iam:PassedToService`, `iam:AssociatedResourceArn`). */
export function passRole(roleArn: string, functionArn: string): Need {
  return allow("iam:PassRole", roleArn, {
    "iam:PassedToService": "lambda.amazonaws.com",
    "iam:AssociatedResourceArn": functionArn,
  });
}

/** Condition keys of what a configuration brings in: layers and networks. */
export async function configurationKeys(
  {
    Layers,
    VpcConfig,
  }: { Layers?: string[] | undefined; VpcConfig?: VpcConfig | undefined },
  ctx: NeedsContext,
): Promise<NonNullable<Need["keys"]>> {
  return { "lambda:Layer": Layers, ...(await networkKeys(VpcConfig, ctx)) };
}

/** Using a layer needs the right to read it, in its own account as well. */
export function useLayers(layers: readonly string[] | undefined): Need[] {
  return (layers ?? []).map((arn) => allow("lambda:GetLayerVersion", arn));
}

/** A permission on one version or alias of a function. */
export async function onQualified(
  action: string,
  reference: FunctionReference,
  ctx: NeedsContext,
): Promise<Need> {
  const need = await onFunction(action, reference, ctx);
  return { ...need, resource: reference.arn };
}

/** Calling a function: a version or an alias is a resource of its own. */
export async function onCalled(
  reference: FunctionReference,
  ctx: NeedsContext,
): Promise<Need> {
  return onQualified("lambda:InvokeFunction", reference, ctx);
}
