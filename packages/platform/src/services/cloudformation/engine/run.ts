import type { Caller } from "../../../core/caller.ts";
import type { Context, Place } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import type { ResourceType } from "../../../core/resource-type.ts";
import type { Workplace } from "../../../core/workplace.ts";
import type { BeforeProvision } from "../hooks/port.ts";
import { foundIn } from "../looked-up.ts";
import { planOf, template, type Plan } from "../plan.ts";
import { roleFor, withoutRights } from "../stack-role.ts";
import { changeStack } from "../stack.ts";
import type { AroundType } from "../around-type.ts";
import {
  operations,
  resources,
  stackArn,
  stacks,
  templates,
  type OperationRow,
  type StackOutput,
  type StackRow,
  type StackStatus,
  type Target,
} from "../tables.ts";
import { exportsOf, outputsOf, putExports, putImports } from "./outputs.ts";
import { provision } from "./provision.ts";
import { remove, removeReplaced } from "./remove.ts";
import { importsIn } from "./imports-in.ts";
import { isStopped, type RunContext } from "./run-context.ts";
import { tellStack } from "./stack-events.ts";
import { askStackHooks } from "./stack-hooks.ts";

/** What the engine is handed by the service. */
export interface EngineParts {
  readonly workplace: Workplace;
  readonly beforeProvision: BeforeProvision;
  /** The resource types, CloudFormation's own among them, for one stack. */
  readonly typesFor: (
    around: AroundType,
  ) => (typeName: string) => Promise<ResourceType | undefined>;
  /** True once the platform closes: what is not begun is left to its next start. */
  readonly closing: () => boolean;
}

/** Goes through the phases of a stack's operation until it is over, from wherever an earlier process left it. */
export async function runOperation(
  parts: EngineParts,
  place: Place,
  stackRowId: string,
): Promise<void> {
  for (;;) {
    const run = await prepare(parts, place, stackRowId);
    if (!run) return;
    const { kind, phase } = run.operation;
    if (kind === "DELETE") await runDeletion(run);
    else await PHASES[phase](run);
  }
}

const PHASES: Readonly<
  Record<OperationRow["phase"], (run: RunContext) => Promise<void>>
> = {
  forward: runForward,
  cleanup: (run) => runCleanup(run, "UPDATE_COMPLETE"),
  rollback: runRollback,
  "rollback-cleanup": (run) => runCleanup(run, "UPDATE_ROLLBACK_COMPLETE"),
};

async function prepare(
  { workplace, beforeProvision, typesFor, closing }: EngineParts,
  place: Place,
  stackRowId: string,
): Promise<RunContext | undefined> {
  const ctx = workplace.context(place);
  const operation = await ctx.table(operations).get(stackRowId);
  const stack = await ctx.table(stacks).get(stackRowId);
  if (!operation || !stack) return undefined;
  const { rows } = await ctx.table(resources).list({ prefix: [stackRowId] });
  const stackId = stackArn(place, stack);
  const as = await rightsOf(operation, stack, ctx);
  return {
    workplace,
    place,
    stack,
    stackId,
    operation,
    as,
    beforeProvision,
    rows: new Map(rows.map((row) => [row.logicalId, row])),
    closing,
    typeOf: typesFor({ workplace, place, stack, operation, as }),
  };
}

/** The stack's role, or whoever asked for the operation. */
async function rightsOf(
  { roleArn, caller }: OperationRow,
  stack: StackRow,
  ctx: Context,
): Promise<Caller> {
  if (roleArn === undefined) return caller;
  try {
    return await roleFor(stack, roleArn, ctx);
  } catch (error) {
    if (!(error instanceof Fault) || error.side === "server") throw error;
    return withoutRights(stack, roleArn, ctx.now());
  }
}

async function runForward(run: RunContext): Promise<void> {
  const { kind, target } = run.operation;
  const plan = await planFor(run, target!);
  const exports = await exportsOf(run);
  const refused = plan.ok ? await askStackHooks(run) : undefined;
  if (refused !== undefined) return turnBack(run, refused);
  const failed = plan.ok ? await provision(run, plan.plan, exports) : [];
  const reason = plan.ok
    ? failed.length > 0
      ? failuresOf(run, failed)
      : (await isStopped(run))
        ? kind === "CREATE"
          ? "Stack creation time exceeded the specified timeout."
          : USER_INITIATED
        : undefined
    : plan.reason;
  if (reason !== undefined || !plan.ok)
    return turnBack(run, reason ?? "Internal Failure");

  const outputs = outputsOf(plan.plan, { rows: run.rows, exports });
  if (!outputs.ok) return turnBack(run, outputs.reason);
  const refusal = await end(
    run,
    kind === "CREATE"
      ? { status: "CREATE_COMPLETE", over: true }
      : { status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", phase: "cleanup" },
    {
      outputs: outputs.outputs,
      target: target!,
      imported: importsIn(plan.plan),
    },
  );
  if (refusal !== undefined) await turnBack(run, refusal);
}

/** What becomes of a stack whose creation or update failed. */
async function turnBack(run: RunContext, reason: string): Promise<void> {
  const { kind, onFailure } = run.operation;
  if (onFailure === "DO_NOTHING") {
    const status = kind === "UPDATE" ? "UPDATE_FAILED" : "CREATE_FAILED";
    await end(run, { status, over: true, reason });
    return;
  }
  const wayBack =
    kind === "UPDATE"
      ? ({ status: "UPDATE_ROLLBACK_IN_PROGRESS", reason } as const)
      : onFailure === "DELETE"
        ? requested("DELETE_IN_PROGRESS", reason, "Delete")
        : requested("ROLLBACK_IN_PROGRESS", reason, "Rollback");
  await end(run, { ...wayBack, phase: "rollback" });
}

/** Whoever creates a stack says what is to become of it where that fails; CloudFormation's words tell so. */
const requested = (
  status: StackStatus,
  reason: string,
  what: "Delete" | "Rollback",
) => ({
  status,
  reason: `${reason}${reason.endsWith(".") ? "" : "."} ${what} requested by user.`,
});

/** What failed, by what was to be done with it. */
function failuresOf({ rows }: RunContext, failed: readonly string[]): string {
  const { create = [], update = [] } = Object.groupBy(failed, (logicalId) =>
    rows.get(logicalId)?.status === "CREATE_FAILED" ? "create" : "update",
  );
  return Object.entries({ create, update })
    .filter(([, ids]) => ids.length > 0)
    .map(
      ([verb, ids]) =>
        `The following resource(s) failed to ${verb}: [${ids.join(", ")}].`,
    )
    .join(" ");
}

async function runRollback(run: RunContext): Promise<void> {
  const { kind, previous, onFailure } = run.operation;
  if (kind === "CREATE") {
    const failed = await remove(run, [...run.rows.values()], false);
    const deletes = onFailure === "DELETE";
    await end(run, {
      status:
        failed.length > 0
          ? deletes
            ? "DELETE_FAILED"
            : "ROLLBACK_FAILED"
          : deletes
            ? "DELETE_COMPLETE"
            : "ROLLBACK_COMPLETE",
      over: true,
      ...undeleted(failed),
    });
    return;
  }
  const plan = await planFor(run, previous!);
  const exports = await exportsOf(run);
  const failed = plan.ok ? await provision(run, plan.plan, exports) : ["?"];
  if (failed.length > 0) {
    await end(run, {
      status: "UPDATE_ROLLBACK_FAILED",
      over: true,
      reason: plan.ok ? failuresOf(run, failed) : plan.reason,
    });
    return;
  }
  await end(
    run,
    {
      status: "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
      phase: "rollback-cleanup",
    },
    { outputs: previous!.outputs, target: previous! },
  );
}

/** Deletes what the stack's template no longer has, and what was replaced. */
async function runCleanup(
  run: RunContext,
  status: "UPDATE_COMPLETE" | "UPDATE_ROLLBACK_COMPLETE",
): Promise<void> {
  const { target, previous } = run.operation;
  const plan = await planFor(
    run,
    status === "UPDATE_COMPLETE" ? target! : previous!,
  );
  const wanted = plan.ok ? plan.plan.resources : new Map();
  const surplus = [...run.rows.values()].filter(
    ({ logicalId }) => plan.ok && !wanted.has(logicalId),
  );
  await remove(run, surplus, true);
  await removeReplaced(run);
  await end(run, { status, over: true });
}

async function runDeletion(run: RunContext): Promise<void> {
  const refused = await askStackHooks(run);
  if (refused !== undefined) {
    await end(run, { status: "DELETE_FAILED", over: true, reason: refused });
    return;
  }
  const failed = await remove(run, [...run.rows.values()], false);
  await removeReplaced(run);
  await end(run, {
    status: failed.length > 0 ? "DELETE_FAILED" : "DELETE_COMPLETE",
    over: true,
    ...undeleted(failed),
  });
}

const undeleted = (failed: readonly string[]) =>
  failed.length === 0
    ? {}
    : {
        reason: `The following resource(s) failed to delete: [${failed.join(", ")}]. `,
      };

/** How an operation may end that can be rolled back, or be rolled back further, later. */
const RESUMABLE: ReadonlySet<StackStatus> = new Set([
  "CREATE_FAILED",
  "UPDATE_FAILED",
  "UPDATE_ROLLBACK_FAILED",
]);

interface Ending {
  readonly status: StackStatus;
  readonly reason?: string;
  /** Whether the operation is over; else its next phase. */
  readonly over?: true;
  readonly phase?: OperationRow["phase"];
}

interface Reached {
  readonly outputs: readonly StackOutput[];
  readonly target: Target;
  readonly imported?: ReadonlySet<string>;
}

const USER_INITIATED = "User Initiated";

/**
 * Ends a phase: the stack's state, its outputs and what comes next are one. The answer tells why that cannot be. Where a
 * deletion has taken the operation's place, nothing is left to end.
 */
async function end(
  run: RunContext,
  { status, reason, over, phase }: Ending,
  reached?: Reached,
): Promise<string | undefined> {
  const { operation, stack, stackId } = run;
  return run.workplace.unit(run.place, async (ctx) => {
    const row = await ctx.table(operations).get(stack.id);
    if (row?.id !== operation.id) return undefined;
    if (reached && row.cancelled && operation.phase === "forward")
      return USER_INITIATED;
    if (reached) {
      const current = (await ctx.table(stacks).get(stack.id)) ?? stack;
      const refusal = await putExports(current, reached.outputs, ctx);
      if (refusal !== undefined) return refusal;
      if (reached.imported) await putImports(stack, reached.imported, ctx);
    }
    if (status === "DELETE_COMPLETE") {
      const current = (await ctx.table(stacks).get(stack.id)) ?? stack;
      await putExports(current, [], ctx);
      await putImports(stack, new Set(), ctx);
    }
    const changed = await changeStack(
      stack.id,
      ({ statusReason: _old, ...row }) => ({
        ...row,
        status,
        ...(reason === undefined ? {} : { statusReason: reason }),
        ...(reached
          ? {
              outputs: reached.outputs,
              templateVersion: reached.target.templateVersion,
              parameters: reached.target.parameters,
            }
          : {}),
        ...(status === "DELETE_COMPLETE" ? { deletedAt: ctx.now() } : {}),
        ...(RESUMABLE.has(status) ? { failedOperation: operation } : {}),
      }),
      ctx,
    );
    if (over) await ctx.table(operations).delete(stack.id);
    else await ctx.table(operations).put({ ...operation, phase: phase! });
    await tellStack(changed, stackId, status, ctx, {
      ...(reason === undefined ? {} : { reason }),
      ...(operation.clientToken === undefined
        ? {}
        : { clientToken: operation.clientToken }),
    });
    return undefined;
  });
}

/** The plan of a target, or why there is none: the template was checked when it was taken. */
async function planFor(
  { workplace, place, stack }: RunContext,
  { templateVersion, parameters }: Target,
): Promise<
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly reason: string }
> {
  const row = await workplace
    .context(place)
    .table(templates)
    .get(stack.id, templateVersion);
  const given = Object.fromEntries(
    parameters.map(({ name, value }) => [name, value]),
  );
  try {
    const plan = planOf(template(row?.processed ?? ""), given, {
      ...stack,
      place,
      found: foundIn(parameters),
    });
    return { ok: true, plan };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { ok: false, reason: error.message };
  }
}
