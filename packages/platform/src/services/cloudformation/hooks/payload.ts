import { Readable } from "node:stream";
import type { Change } from "@aws-sdk/client-cloudformation";
import type { Context } from "../../../core/context.ts";
import type { BlobRef } from "../../../store/blobs.ts";
import type { HookTarget } from "./port.ts";

/** Templates are too much for a request: a hook is told where they are. */
export async function payloadOf(
  { targetOperation, template, previousTemplate, changes }: HookTarget,
  ctx: Context,
): Promise<BlobRef | undefined> {
  if (targetOperation !== "STACK" && targetOperation !== "CHANGE_SET")
    return undefined;
  const payload = JSON.stringify({
    template,
    ...(previousTemplate === undefined ? {} : { previousTemplate }),
    ...(changes ? { changedResources: changes.flatMap(changedResource) } : {}),
  });
  return ctx.blobs.write(Readable.from([Buffer.from(payload)]));
}

/** What a change of a change set does to its resource. */
const ACTIONS: Readonly<Record<string, HookTarget["action"]>> = {
  Add: "CREATE",
  Modify: "UPDATE",
  Remove: "DELETE",
};

/** A change as Lambda hooks are told it (hooks guide, "Evaluating change set operations with Lambda Hooks"). */
function changedResource({ ResourceChange: change }: Change): object[] {
  if (!change) return [];
  return [
    {
      logicalResourceId: change.LogicalResourceId,
      resourceType: change.ResourceType,
      action: ACTIONS[change.Action ?? ""] ?? change.Action,
      ...(change.BeforeContext === undefined
        ? {}
        : { beforeContext: change.BeforeContext }),
      ...(change.AfterContext === undefined
        ? {}
        : { afterContext: change.AfterContext }),
    },
  ];
}
