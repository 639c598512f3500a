import { Fault } from "../../../core/errors.ts";
import { handlerErrorCode } from "../../../core/handler-error-code.ts";
import { endResourceWork } from "../../../core/resource-work.ts";
import {
  madeOf,
  type Properties,
  type ResourceType,
} from "../../../core/resource-type.ts";
import { BrokenOff, MadeInVain } from "../broken-off.ts";
import type { HookTarget } from "../hooks/port.ts";
import type { ResourceRow, Step } from "../tables.ts";
import { awaitSignals, forgetSignals } from "./await-signals.ts";
import { keep, stepContext, write, type RunContext } from "./run-context.ts";
import { tellResource } from "./stack-events.ts";

const VERBS = { create: "CREATE", update: "UPDATE", delete: "DELETE" } as const;

/** What is told of a resource whose step was broken off. */
export const CANCELLED: Readonly<Record<Step["kind"], string>> = {
  create: "Resource creation cancelled",
  update: "Resource update cancelled",
  delete: "Resource deletion cancelled",
};

/** A step that is written down, and can be begun again. */
export interface BegunStep extends ResourceRow {
  readonly step: Step;
}

/** Writes a step down before anything of it is done. */
export async function begin(
  run: RunContext,
  row: Omit<ResourceRow, "status" | "step" | "updatedAt" | "operationId">,
  step: Omit<Step, "id">,
  shown: { readonly as?: "CREATE" | "UPDATE" | "DELETE"; reason?: string } = {},
): Promise<BegunStep> {
  const { operation } = run;
  const id = [operation.id, operation.phase, row.logicalId, step.kind].join(
    "/",
  );
  const { statusReason: _old, ...rest } = row as ResourceRow;
  return write(run, async (ctx) => {
    const begun: BegunStep = {
      ...rest,
      status: `${shown.as ?? VERBS[step.kind]}_IN_PROGRESS`,
      ...(shown.reason === undefined ? {} : { statusReason: shown.reason }),
      step: { ...step, id },
      updatedAt: ctx.now(),
      operationId: operation.id,
    };
    await keep(run, begun, ctx);
    await tellResource(begun, ctx, tokenOf(run));
    return begun;
  });
}

/** Whether a resource has a step of the operation's present phase. */
export function isUnderWay(
  row: ResourceRow | undefined,
  { operation }: RunContext,
): row is BegunStep {
  return (
    row?.step?.id.startsWith(`${operation.id}/${operation.phase}/`) ?? false
  );
}

/** Whether anything of a step was done. */
export const hasBegun = (
  run: RunContext,
  { step, logicalId }: BegunStep,
): Promise<boolean> =>
  stepContext(run, { id: step.id, logicalId }).isRepeated();

/** Whether a resource did not fail, but was broken off. */
export const wasCancelled = (row: ResourceRow | undefined): boolean =>
  Object.values(CANCELLED).includes(row?.statusReason ?? "");

/** Does what a step says; the answer is whether it went well. What went wrong stands in the row. */
export async function carryOut(
  run: RunContext,
  begun: BegunStep,
  type: ResourceType,
): Promise<boolean> {
  const { kind, properties, id } = begun.step;
  let { identifier } = begun;
  try {
    await askHooks(run, begun, VERBS[kind]);
    const ctx = stepContext(run, { id, logicalId: begun.logicalId });
    if (kind === "delete") {
      if (begun.identifier !== undefined)
        await type.delete(begun.identifier, ctx, begun.properties);
      await finish(run, begun, begun.identifier, {}, type);
      return true;
    }
    let told: Properties = {};
    if (kind === "create" || identifier === undefined) {
      const made = madeOf(await type.create(properties, ctx));
      identifier = made.identifier;
      told = made.attributes;
      await awaitSignals(run, begun);
    } else
      await type.update?.(
        identifier,
        { before: begun.properties, after: properties },
        ctx,
      );
    const read = await type.read(
      identifier,
      stepContext(run, { id: `${id}/read`, logicalId: begun.logicalId }),
      { ...begun.attributes, ...properties, ...told },
    );
    await finish(run, begun, identifier, { ...told, ...read }, type);
    return true;
  } catch (error) {
    // What the end of this process broke off did not fail: the next start begins it again.
    if (run.closing()) throw error;
    if (await mustSettle(run, begun, identifier, error)) {
      await leave(run, begun);
      return false;
    }
    // What was made before it failed is known from here on, so that it can be taken away.
    const left = identifier ?? leftBy(error);
    const made =
      left === undefined ? {} : { identifier: left, physicalId: left };
    const reason =
      error instanceof BrokenOff ? CANCELLED[kind] : reasonOf(run, error);
    await fail(run, { ...begun, ...made }, reason);
    return false;
  } finally {
    if (begun.awaited && !run.closing()) await forgetSignals(run, id);
  }
}

/** Whether a step that is broken off has to be done to its end before its resource can be worked on again. */
async function mustSettle(
  run: RunContext,
  begun: BegunStep,
  identifier: string | undefined,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof BrokenOff) || error.identifier !== undefined)
    return false;
  const isMade = begun.step.kind === "create" && identifier !== undefined;
  return !isMade && (await hasBegun(run, begun));
}

const leftBy = (error: unknown): string | undefined =>
  error instanceof BrokenOff || error instanceof MadeInVain
    ? error.identifier
    : undefined;

/** Leaves a step that is broken off to whoever works on its resource next. */
async function leave(run: RunContext, begun: BegunStep): Promise<void> {
  await write(run, async (ctx) => {
    const left: ResourceRow = {
      ...begun,
      status: failedStatus(begun),
      statusReason: CANCELLED[begun.step.kind],
      updatedAt: ctx.now(),
    };
    await keep(run, left, ctx);
    await tellResource(left, ctx, tokenOf(run));
  });
}

const failedStatus = ({ status }: Pick<ResourceRow, "status">) =>
  status.replace(/_[A-Z_]+$/, "_FAILED") as ResourceRow["status"];

/** Tells that a resource cannot be worked on. */
export async function fail(
  run: RunContext,
  row: Omit<ResourceRow, "updatedAt" | "operationId">,
  reason: string,
): Promise<void> {
  const { step, ...rest } = row as ResourceRow;
  await write(run, async (ctx) => {
    const failed: ResourceRow = {
      ...rest,
      // How far an update came is not known: going back must set all of it again.
      ...(step?.kind === "update" ||
      (step?.kind === "create" && row.identifier !== undefined)
        ? { properties: step.properties }
        : {}),
      status: failedStatus(row),
      statusReason: reason,
      updatedAt: ctx.now(),
      operationId: run.operation.id,
    };
    await keep(run, failed, ctx);
    await tellResource(failed, ctx, tokenOf(run));
    if (step) await endResourceWork(step.id, ctx);
  });
}

async function finish(
  run: RunContext,
  { step, ...begun }: BegunStep,
  identifier: string | undefined,
  attributes: Properties,
  type: ResourceType,
): Promise<void> {
  const { statusReason: _old, identifier: _gone, ...rest } = begun;
  const physicalId =
    identifier === undefined
      ? begun.physicalId
      : (type.ref?.(identifier, attributes) ?? identifier);
  await write(run, async (ctx) => {
    const done: ResourceRow = {
      ...rest,
      ...(step.kind === "delete" || identifier === undefined
        ? {}
        : { identifier }),
      ...(physicalId === undefined ? {} : { physicalId }),
      status: begun.status.replace(
        "_IN_PROGRESS",
        "_COMPLETE",
      ) as ResourceRow["status"],
      properties: step.properties,
      attributes,
      updatedAt: ctx.now(),
    };
    if (step.kind === "create")
      await tellResource(
        {
          ...done,
          status: begun.status,
          statusReason: "Resource creation Initiated",
        },
        ctx,
        tokenOf(run),
      );
    await keep(run, done, ctx);
    await tellResource(done, ctx, tokenOf(run));
    await endResourceWork(step.id, ctx);
  });
}

/** @throws Fault where a hook says no */
async function askHooks(
  run: RunContext,
  begun: BegunStep,
  action: HookTarget["action"],
): Promise<void> {
  const { logicalId, type, step, properties, physicalId } = begun;
  const { workplace, place, stack, stackId, operation } = run;
  // What an earlier phase left behind was judged when it began.
  if (step.judged || !isUnderWay(begun, run) || !isJudged(operation, action))
    return;
  const verdict = await run.beforeProvision(
    {
      invocationPoint: "PRE_PROVISION",
      targetOperation: "RESOURCE",
      action,
      typeName: type,
      logicalId,
      stackId,
      stackName: stack.name,
      ...(operation.roleArn === undefined
        ? {}
        : { roleArn: operation.roleArn }),
      properties: action === "DELETE" ? properties : step.properties,
      ...(action === "UPDATE" ? { previousProperties: properties } : {}),
      ...(operation.clientToken === undefined
        ? {}
        : { clientToken: operation.clientToken }),
    },
    workplace.context(place),
    (hook) =>
      write(run, async (ctx) => {
        const row = run.rows.get(logicalId);
        if (row)
          await tellResource(
            { ...row, ...(physicalId === undefined ? {} : { physicalId }) },
            ctx,
            { hook, ...tokenOf(run) },
          );
      }),
  );
  if (!verdict.proceed)
    throw new Fault("HookFailed", verdict.reason ?? "A hook failed.", 400);
  const row = run.rows.get(logicalId);
  if (verdict.asked && row)
    await write(run, (ctx) =>
      keep(run, { ...row, step: { ...step, judged: true } }, ctx),
    );
}

/** Hooks judge what is asked for: neither the way back, nor the deletions that an update ends with. */
const isJudged = (
  { kind, phase }: RunContext["operation"],
  action: HookTarget["action"],
): boolean => phase === "forward" && (action !== "DELETE" || kind === "DELETE");

/** A failure in the words of CloudFormation's resource handlers. */
function reasonOf(run: RunContext, error: unknown): string {
  if (!(error instanceof Fault)) {
    run.workplace.report("A resource could not be worked on.", error);
    return "Internal Failure";
  }
  if (error.name === "HookFailed") return error.message;
  return `Resource handler returned message: "${error.message}" (RequestToken: ${run.operation.id}, HandlerErrorCode: ${handlerErrorCode(error)})`;
}

const tokenOf = ({ operation }: RunContext) =>
  operation.clientToken === undefined
    ? {}
    : { clientToken: operation.clientToken };
