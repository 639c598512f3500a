import {
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { parametersOf } from "@gatehouse/template";
import { randomUUID } from "node:crypto";
import { until } from "../../../core/closing.ts";
import type { Context, Place } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import type { CommandLike } from "../../../core/operation.ts";
import { must, template } from "../plan.ts";
import { resources, stacks, type StackRow } from "../tables.ts";
import { rightsIn } from "./rights.ts";
import type { SetRun } from "./run.ts";
import {
  stackInstances,
  type SetResultRow,
  type StackInstanceRow,
  type StackSetRow,
} from "./tables.ts";

/** Stacks that are no good for an update: they go before another is made. */
const FAILED =
  /^(CREATE_FAILED|ROLLBACK_COMPLETE|ROLLBACK_FAILED|DELETE_FAILED)$/;

/** Names what is done for an instance, for its receipts. */
export const workOf = (row: SetResultRow): string =>
  [row.setId, row.operationId, row.account, row.region].join("/");

/** Makes an instance's stack as its set wants it, or takes it away. @throws Fault where that cannot be */
export async function settleInstance(
  run: SetRun,
  result: SetResultRow,
): Promise<void> {
  const { workplace, place, set, operation } = run;
  const { setId, account, region } = result;
  const ctx = workplace.context({ accountId: account, region });
  const instance = await workplace
    .context(place)
    .table(stackInstances)
    .get(setId, account, region);
  if (!instance) return;
  if (operation.action === "DELETE" && operation.retainStacks) return;
  const as = await rightsIn(account, set, place, ctx);
  const send = (command: CommandLike<object, object>): Promise<object> => {
    const receipt = [workOf(result), command.constructor.name] as const;
    return ctx.send(command, { as, region, receipt });
  };
  const there = await restingStack(run, instance, ctx);
  if (operation.action === "DELETE") {
    if (there) await remove(run, instance, send, ctx);
    return;
  }
  if (there && !FAILED.test(there.status))
    return update(run, instance, send, ctx);
  if (there) await remove(run, instance, send, ctx);
  await create(run, instance, send, ctx);
}

type Send = (command: CommandLike<object, object>) => Promise<object>;

async function create(
  run: SetRun,
  instance: StackInstanceRow,
  send: Send,
  ctx: Context,
): Promise<void> {
  const { StackId } = (await send(
    new CreateStackCommand({
      StackName: `StackSet-${run.set.name}-${randomUUID()}`.slice(0, 128),
      ...requestOf(run.set, instance),
    }) as never,
  )) as { StackId: string };
  await run.workplace.unit(run.place, async (unit) => {
    const rows = unit.table(stackInstances);
    const { setId, account, region } = instance;
    const row = await rows.get(setId, account, region);
    if (row) await rows.put({ ...row, stackId: StackId });
  });
  await settled(run, { ...instance, stackId: StackId }, "CREATE_COMPLETE", ctx);
}

async function update(
  run: SetRun,
  instance: StackInstanceRow,
  send: Send,
  ctx: Context,
): Promise<void> {
  try {
    await send(
      new UpdateStackCommand({
        StackName: instance.stackId ?? "",
        ...requestOf(run.set, instance),
      }) as never,
    );
  } catch (error) {
    if (
      error instanceof Fault &&
      error.message === "No updates are to be performed."
    )
      return;
    throw error;
  }
  await settled(run, instance, "UPDATE_COMPLETE", ctx);
}

async function remove(
  run: SetRun,
  instance: StackInstanceRow,
  send: Send,
  ctx: Context,
): Promise<void> {
  await send(
    new DeleteStackCommand({ StackName: instance.stackId ?? "" }) as never,
  );
  await settled(run, instance, "DELETE_COMPLETE", ctx);
}

function requestOf(
  { template: text, parameters, capabilities, tags }: StackSetRow,
  { overrides }: StackInstanceRow,
) {
  const declared = must(parametersOf(template(text)));
  const values = new Map(
    [...parameters, ...overrides].map(({ name, value }) => [name, value]),
  );
  return {
    TemplateBody: text,
    Capabilities: [...capabilities] as never,
    Parameters: declared.flatMap(({ name }) => {
      const ParameterValue = values.get(name);
      return ParameterValue === undefined
        ? []
        : [{ ParameterKey: name, ParameterValue }];
    }),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

const idOf = ({ stackId }: StackInstanceRow): string | undefined =>
  stackId?.split("/").at(-1);

/** The stack of an instance, where it is not deleted. */
async function stackOf(
  instance: StackInstanceRow,
  ctx: Context,
): Promise<StackRow | undefined> {
  const id = idOf(instance);
  const stack = id === undefined ? undefined : await ctx.table(stacks).get(id);
  return stack?.status === "DELETE_COMPLETE" ? undefined : stack;
}

/** The same, once nothing is done with it: a crash may have broken off the wait for what was begun. */
async function restingStack(
  run: SetRun,
  instance: StackInstanceRow,
  ctx: Context,
): Promise<StackRow | undefined> {
  await atRest(run, instance, ctx);
  return stackOf(instance, ctx);
}

/** Waits until a stack's operation is over. @throws Fault where it did not end as it should */
async function settled(
  run: SetRun,
  instance: StackInstanceRow,
  wanted: StackRow["status"],
  ctx: Context,
): Promise<void> {
  const stack = await atRest(run, instance, ctx);
  if (stack && stack.status !== wanted)
    throw fault("NotStabilized", await reasonOf(stack, ctx), 400);
}

/** The stack of an instance once nothing is done with it, deleted or not. */
async function atRest(
  { workplace }: SetRun,
  instance: StackInstanceRow,
  at: Place,
): Promise<StackRow | undefined> {
  let stack: StackRow | undefined;
  await until(async () => {
    const rows = workplace.context(at).table(stacks);
    stack = await rows.get(idOf(instance) ?? "");
    return !stack?.status.endsWith("_IN_PROGRESS");
  }, workplace.platform);
  return stack;
}

/** Why a stack failed: its first resource that did. */
async function reasonOf(stack: StackRow, ctx: Context): Promise<string> {
  const { rows } = await ctx.table(resources).list({ prefix: [stack.id] });
  const row = rows.find(
    ({ status, statusReason }) =>
      status.endsWith("_FAILED") && statusReason !== undefined,
  );
  return row
    ? `ResourceLogicalId:${row.logicalId}, ResourceType:${row.type}, ResourceStatusReason:${row.statusReason}.`
    : (stack.statusReason ?? `The stack is in ${stack.status} state.`);
}
