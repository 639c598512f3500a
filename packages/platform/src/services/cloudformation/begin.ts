import { randomUUID } from "node:crypto";
import type { Tag } from "@aws-sdk/client-cloudformation";
import type { Context } from "../../core/context.ts";
import { operationBegun } from "./engine/begun.ts";
import { tellStack } from "./engine/stack-events.ts";
import { checkRole } from "./stack-role.ts";
import { changeStack, invalid } from "./stack.ts";
import {
  operations,
  stackArn,
  stacks,
  type OperationRow,
  type StackRow,
  type StackStatus,
} from "./tables.ts";

/** What an operation is begun with, besides who asks for it and when. */
export type Beginning = Omit<
  OperationRow,
  "stackId" | "id" | "phase" | "caller" | "startedAt"
>;

/**
 * Puts a stack to work: its state and the operation are one with the answer. A deletion takes the place of a creation that
 * is under way, and is carried out by the event of that one, once what it was making has settled.
 * @throws Fault ValidationError where something else is under way
 */
export async function beginOperation(
  stack: StackRow,
  status: StackStatus,
  beginning: Beginning,
  ctx: Context,
  reason?: string,
): Promise<void> {
  const underWay = await ctx.table(operations).get(stack.id);
  if (underWay && !givesWay(underWay, beginning))
    throw invalid(refusalOf(beginning, stack, ctx));
  await checkRole(stack, beginning.roleArn, ctx);
  const { statusReason: _old, failedOperation: _gone, ...rest } = stack;
  const begun: StackRow = {
    ...rest,
    status,
    ...(reason === undefined ? {} : { statusReason: reason }),
    ...(beginning.kind === "UPDATE" ? { updatedAt: ctx.now() } : {}),
  };
  await ctx.table(stacks).put(begun);
  await ctx.table(operations).put({
    ...beginning,
    stackId: stack.id,
    id: randomUUID(),
    phase: "forward",
    caller: ctx.caller,
    startedAt: ctx.now(),
  });
  await tellStack(begun, stackArn(ctx, stack), status, ctx, {
    reason: reason ?? "User Initiated",
    ...(beginning.clientToken === undefined
      ? {}
      : { clientToken: beginning.clientToken }),
  });
  if (!underWay) ctx.emit(operationBegun, { stackId: stack.id });
}

const givesWay = (underWay: OperationRow, { kind }: Beginning): boolean =>
  underWay.kind === "CREATE" && kind === "DELETE";

function refusalOf({ kind }: Beginning, stack: StackRow, ctx: Context): string {
  const id = stackArn(ctx, stack);
  return kind === "DELETE"
    ? `Stack [${id}] cannot be deleted while in status ${stack.status}`
    : `Stack:${id} is in ${stack.status} state and can not be updated.`;
}

/** Goes back, or further back, from where an operation failed. */
export async function beginRollback(
  stack: StackRow,
  status: StackStatus,
  failed: OperationRow,
  { RoleARN, ClientRequestToken }: RollbackRequest,
  ctx: Context,
): Promise<void> {
  const { clientToken: _old, ...rest } = failed;
  const roleArn = RoleARN ?? failed.roleArn;
  await checkRole(stack, roleArn, ctx);
  const clientToken =
    ClientRequestToken === undefined ? {} : { clientToken: ClientRequestToken };
  const begun = await changeStack(
    stack.id,
    ({ failedOperation: _gone, statusReason: _reason, ...row }) => ({
      ...row,
      status,
    }),
    ctx,
  );
  await ctx.table(operations).put({
    ...rest,
    ...clientToken,
    phase: "rollback",
    caller: ctx.caller,
    ...(roleArn === undefined ? {} : { roleArn }),
  });
  await tellStack(begun, stackArn(ctx, stack), status, ctx, {
    reason: "User Initiated",
    ...clientToken,
  });
  ctx.emit(operationBegun, { stackId: stack.id });
}

interface RollbackRequest {
  readonly RoleARN?: string | undefined;
  readonly ClientRequestToken?: string | undefined;
}

/** States in which a stack may be updated. */
const UPDATABLE =
  /^(CREATE_COMPLETE|UPDATE_COMPLETE|UPDATE_ROLLBACK_COMPLETE|UPDATE_FAILED|CREATE_FAILED)$/;

/** @throws Fault ValidationError where a stack cannot be updated now */
export function checkUpdatable(stack: StackRow, ctx: Context): void {
  if (!UPDATABLE.test(stack.status))
    throw invalid(
      `Stack:${stackArn(ctx, stack)} is in ${stack.status} state and can not be updated.`,
    );
}

/** Tags as a stack keeps them. @throws Fault ValidationError */
export function stackTags(
  given: readonly Tag[] = [],
): Readonly<Record<string, string>> {
  if (given.length > 50) throw invalid("Too many tags: at most 50 are allowed");
  if (given.some(({ Key = "" }) => /^aws:/i.test(Key)))
    throw invalid("Tag keys beginning with aws: are reserved");
  return Object.fromEntries(
    given.map(({ Key = "", Value = "" }) => [Key, Value]),
  );
}
