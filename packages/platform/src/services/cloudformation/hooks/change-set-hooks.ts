import type { Change } from "@aws-sdk/client-cloudformation";
import type { Context, Place } from "../../../core/context.ts";
import { event } from "../../../core/event.ts";
import { changeSetArn } from "../change-set.ts";
import {
  changeSets,
  stackArn,
  stacks,
  templates,
  type ChangeSetRow,
  type StackRow,
} from "../tables.ts";
import { hooksFor } from "./active-hooks.ts";
import { beforeProvision } from "./before-provision.ts";
import type { HookTarget } from "./port.ts";

/** A change set waits for what hooks say of it. */
export const changeSetJudged = event<{ stackId: string; id: string }>(
  "cloudformation.ChangeSetJudged",
  { lane: ({ id }) => id },
);

/** Keeps a change set; where hooks are to be asked about it, it is not ready before they have answered. */
export async function putChangeSet(
  row: ChangeSetRow,
  stack: StackRow,
  ctx: Context,
): Promise<void> {
  const asked =
    row.status === "CREATE_COMPLETE" &&
    (await hooksFor(targetOf(row, stack, ctx), ctx)).length > 0;
  await ctx.table(changeSets).put(
    asked
      ? {
          ...row,
          status: "CREATE_IN_PROGRESS",
          executionStatus: "UNAVAILABLE",
        }
      : row,
  );
  if (asked) ctx.emit(changeSetJudged, { stackId: stack.id, id: row.id });
}

/** Asks the hooks about a change set, and makes it ready, or failed. */
export async function judgeChangeSet(
  { stackId, id }: { stackId: string; id: string },
  ctx: Context,
): Promise<void> {
  const aside = ctx.aside();
  const row = await aside.table(changeSets).get(stackId, id);
  const stack = await aside.table(stacks).get(stackId);
  if (row?.status !== "CREATE_IN_PROGRESS" || !stack) return;
  const text = async (version: string | undefined) =>
    version === undefined
      ? undefined
      : (await aside.table(templates).get(stackId, version))?.original;
  const template = await text(row.target.templateVersion);
  const previousTemplate = await text(stack.templateVersion);
  const verdict = await beforeProvision(
    {
      ...targetOf(row, stack, ctx),
      changes: row.changes as readonly Change[],
      ...(template === undefined ? {} : { template }),
      ...(previousTemplate === undefined ? {} : { previousTemplate }),
    },
    aside,
    // Results tell of change sets; a stack's events do not.
    async () => undefined,
  );
  const current = await ctx.table(changeSets).get(stackId, id);
  if (current)
    await ctx.table(changeSets).put(
      verdict.proceed
        ? {
            ...current,
            status: "CREATE_COMPLETE",
            executionStatus: "AVAILABLE",
          }
        : {
            ...current,
            status: "FAILED",
            statusReason: verdict.reason ?? "A hook failed.",
          },
    );
}

function targetOf(
  row: ChangeSetRow,
  stack: StackRow,
  place: Place,
): HookTarget {
  return {
    invocationPoint: "PRE_PROVISION",
    targetOperation: "CHANGE_SET",
    action: row.kind,
    typeName: "CHANGE_SET",
    logicalId: row.name,
    stackId: stackArn(place, stack),
    stackName: stack.name,
    changeSetId: changeSetArn(place, row),
    ...(row.roleArn === undefined ? {} : { roleArn: row.roleArn }),
  };
}
