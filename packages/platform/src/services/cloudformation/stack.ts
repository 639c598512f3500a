import type { Context, NeedsContext } from "../../core/context.ts";
import { fault, type Fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import { stackArn, stacks, type StackRow } from "./tables.ts";

/** A stack by its name or its id; by name none that is deleted. */
export async function findStack(
  named: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<StackRow | undefined> {
  const id = idIn(named);
  if (id !== undefined) return ctx.table(stacks).get(id);
  const { rows } = await ctx
    .table(stacks)
    .list({ index: "byName", prefix: [named], limit: 1 });
  return rows[0];
}

/** @throws Fault ValidationError where there is none */
export async function stackOf(
  named: string | undefined,
  ctx: Pick<NeedsContext, "table">,
): Promise<StackRow> {
  const stack = await findStack(named ?? "", ctx);
  if (!stack) throw invalid(`Stack with id ${named} does not exist`);
  return stack;
}

/** The permission for an action on a stack, which may not exist yet; on all stacks where none is named. */
export async function onStack(
  action: string,
  named: string | undefined,
  ctx: NeedsContext,
  keys: NonNullable<Need["keys"]> = {},
): Promise<Need> {
  const name = named || "*";
  const stack = await findStack(name, ctx);
  const resource = stack
    ? stackArn(ctx, stack)
    : idIn(name) === undefined
      ? stackArn(ctx, { name, id: "*" })
      : name;
  return allow(`cloudformation:${action}`, resource, {
    ...resourceTagKeys(stack?.tags),
    ...keys,
  });
}

/** Changes a stack's row. */
export async function changeStack(
  id: string,
  change: (stack: StackRow) => StackRow,
  ctx: Context,
): Promise<StackRow> {
  const rows = ctx.table(stacks);
  const stack = await rows.get(id);
  if (!stack) throw new Error(`The stack ${id} is gone.`);
  const changed = change(stack);
  await rows.put(changed);
  return changed;
}

/** CloudFormation's answer to whatever cannot be. */
export const invalid = (message: string): Fault =>
  fault("ValidationError", message, 400);

function idIn(named: string): string | undefined {
  return named.startsWith("arn:") ? named.split("/").at(-1) : undefined;
}
