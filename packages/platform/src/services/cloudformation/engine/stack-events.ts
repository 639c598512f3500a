import type { Context } from "../../../core/context.ts";
import { timeOrderedId } from "../../../core/time-ordered-id.ts";
import { eventTold } from "../notify.ts";
import {
  events,
  type EventRow,
  type ResourceRow,
  type StackRow,
  type StackStatus,
  stacks,
} from "../tables.ts";

/** Tells of a resource what its row says. */
export async function tellResource(
  row: ResourceRow,
  ctx: Context,
  more: Partial<EventRow> = {},
): Promise<void> {
  await tell(
    {
      stackId: row.stackId,
      logicalId: row.logicalId,
      ...(row.physicalId === undefined ? {} : { physicalId: row.physicalId }),
      type: row.type,
      status: row.status,
      ...(row.statusReason === undefined ? {} : { reason: row.statusReason }),
      properties: JSON.stringify(row.step?.properties ?? row.properties),
      ...more,
    },
    ctx,
  );
}

/** Tells of the stack itself. */
export async function tellStack(
  { id, name }: StackRow,
  stackId: string,
  status: StackStatus,
  ctx: Context,
  more: Partial<EventRow> = {},
): Promise<void> {
  await tell(
    {
      stackId: id,
      logicalId: name,
      physicalId: stackId,
      type: "AWS::CloudFormation::Stack",
      status,
      ...more,
    },
    ctx,
  );
}

async function tell(
  told: Omit<EventRow, "id" | "at">,
  ctx: Context,
): Promise<void> {
  const at = ctx.now();
  const event: EventRow = { ...told, id: timeOrderedId(at), at };
  await ctx.table(events).put(event);
  const stack = await ctx.table(stacks).get(event.stackId);
  if (stack?.notificationArns.length) ctx.emit(eventTold, { event });
}
