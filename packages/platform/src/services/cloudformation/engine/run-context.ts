import type { Caller } from "../../../core/caller.ts";
import type { Context, Place } from "../../../core/context.ts";
import {
  resourceContext,
  type ResourceWork,
} from "../../../core/resource-work.ts";
import type {
  ResourceContext,
  ResourceType,
} from "../../../core/resource-type.ts";
import type { Workplace } from "../../../core/workplace.ts";
import { BrokenOff } from "../broken-off.ts";
import type { BeforeProvision } from "../hooks/port.ts";
import {
  operations,
  resources,
  type OperationRow,
  type ResourceRow,
  type StackRow,
} from "../tables.ts";

/** What one run of a stack's operation works with. */
export interface RunContext {
  readonly workplace: Workplace;
  readonly place: Place;
  readonly stack: StackRow;
  readonly stackId: string;
  readonly operation: OperationRow;
  /** With whose rights resources are worked on. */
  readonly as: Caller;
  readonly beforeProvision: BeforeProvision;
  /** The stack's resources as they are, by logical id: what references are resolved by. */
  readonly rows: Map<string, ResourceRow>;
  typeOf(typeName: string): Promise<ResourceType | undefined>;
  readonly closing: () => boolean;
}

/** Begins nothing more once the platform closes. @throws Error that leaves the operation to the next start */
export function goOn({ closing }: RunContext): void {
  if (closing()) throw new Error("The platform closed during an operation.");
}

/** A creation that lasts too long or is to be deleted, and an update that was cancelled, begin nothing more and wait for nothing. */
export async function isStopped({
  workplace,
  place,
  stack,
  operation,
}: RunContext): Promise<boolean> {
  if (operation.phase !== "forward") return false;
  const ctx = workplace.context(place);
  const row = await ctx.table(operations).get(stack.id);
  return (
    row?.id !== operation.id ||
    row.cancelled === true ||
    (row.endsAt !== undefined && ctx.now() > row.endsAt)
  );
}

/** Writes something down as one unit. */
export function write<T>(
  { workplace, place }: RunContext,
  work: (ctx: Context) => Promise<T>,
): Promise<T> {
  return workplace.unit(place, work);
}

/** Puts a resource's row down, and in mind. */
export async function keep(
  run: RunContext,
  row: ResourceRow,
  ctx: Context,
): Promise<void> {
  await ctx.table(resources).put(row);
  run.rows.set(row.logicalId, row);
}

/** What a resource type is handed for a step; its waits end by {@link BrokenOff} once the operation is to stop. */
export function stepContext(
  run: RunContext,
  { id, logicalId }: Pick<ResourceWork, "id" | "logicalId">,
): ResourceContext {
  const { workplace, place, stack, as } = run;
  const context = resourceContext(workplace.context(place), {
    id,
    stackName: stack.name,
    logicalId,
    as,
  });
  return {
    ...context,
    until: (ready) =>
      context.until(async () => {
        if (await ready()) return true;
        if (await isStopped(run)) throw new BrokenOff();
        return false;
      }),
  };
}
