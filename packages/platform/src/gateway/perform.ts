import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { OperationModel } from "@gatehouse/wire";
import type { Caller } from "../core/caller.ts";
import type { RequestFacts } from "../core/context.ts";
import { Fault, fault } from "../core/errors.ts";
import type {
  CommandLike,
  Operation,
  ServerOutput,
} from "../core/operation.ts";
import { receipts, type Receipt } from "../core/receipts.ts";
import type { Service } from "../core/service.ts";
import type { Write } from "../store/driver.ts";
import { ConflictError } from "../store/store.ts";
import { auditWrite } from "./audit.ts";
import type { Keeping } from "./decisions/decisions.ts";
import type { Platform } from "./platform.ts";
import { RequestContext } from "./request-context.ts";
import { bodyFault } from "./body-fault.ts";

/** One authenticated and decoded call. */
export interface Call {
  readonly service: Service;
  readonly model: OperationModel;
  readonly operation: Operation;
  readonly input: object;
  readonly caller: Caller;
  /** Where the call belongs, if not to the caller's account. */
  readonly accountId?: string;
  readonly region: string;
  readonly request: RequestFacts;
  readonly requestId: string;
  /** Where it is given, the call is made once; see `core/receipts.ts`. */
  readonly receipt?: Receipt;
}

/** Times a call is begun again after a conflict before its client is asked to retry. */
const ATTEMPTS = 24;

/**
 * authorize → handle → commit: the part of the request path that calls from outside and calls between
 * services share. No answer leaves before its record is durable.
 * @throws Fault recorded already
 */
export async function perform(platform: Platform, call: Call): Promise<object> {
  const first = new RequestContext(platform, call);
  const received: { value?: unknown } = {};
  let noted: readonly Write[] = NOTHING;
  try {
    await platform.authorizer.authorize(call, first);
    const uses = notesOf(platform, call, first, true);
    // Awaiting what is there already would cost every call a turn of the queue.
    noted = uses instanceof Promise ? await uses : uses;
    if (call.operation.receive)
      received.value = await call.operation.receive(call.input as never, first);
    const output = await handle(platform, call, first, received.value, noted);
    first.end(true);
    return output;
  } catch (error) {
    first.end(false);
    const answer = asFault(platform, call, error);
    if (noted === NOTHING) noted = await notesOf(platform, call, first, false);
    await recordFailure(platform, call, first, answer, noted);
    throw answer;
  }
}

/** Runs the handler and commits; begins again, from fresh reads, when another call changed what it had read. */
async function handle(
  platform: Platform,
  call: Call,
  first: RequestContext,
  received: unknown,
  noted: readonly Write[],
): Promise<object> {
  const { passed, endings } = first;
  for (let attempt = 1; ; attempt++) {
    const ctx = attempt === 1 ? first : new RequestContext(platform, call);
    ctx.passed = passed;
    ctx.endings = endings;
    const earlier = endings.length;
    try {
      const output = await handledOnce(call, ctx, received);
      const keeping = platform.decisions.of(call, ctx);
      const audit = auditWrite(call, ctx, { output, keeping });
      await platform.store.commit(
        ctx.unit.unit(written(audit, noted, keeping)),
      );
      keeping?.kept();
      return output;
    } catch (error) {
      if (ctx !== first) first.takeNotes(ctx);
      if (!(error instanceof ConflictError)) throw error;
      for (const ending of endings.splice(earlier)) ending(false);
      if (attempt === ATTEMPTS)
        throw fault(
          "ThrottlingException",
          "The resource is being changed by other requests. Try again.",
          429,
        );
      await backOff(attempt);
    }
  }
}

/** What the call answers; one whose receipt is there is not made again. */
async function handledOnce(
  { operation, input, receipt }: Call,
  ctx: RequestContext,
  received: unknown,
): Promise<object> {
  const kept = receipt && (await ctx.table(receipts).get(...receipt));
  if (kept) return kept.output;
  const output = (await operation.handle(
    input as never,
    ctx,
    received as never,
  )) as object;
  if (receipt && !operation.audit.readOnly) {
    const [work, call] = receipt;
    await ctx.table(receipts).put({ work, call, output });
  }
  return output;
}

/** Many calls that change one row go apart for up to 64 ms, each for a while of its own, or all but one would lose every time. */
async function backOff(attempt: number): Promise<void> {
  if (attempt > 2) await sleep(Math.random() * Math.min(2 ** attempt, 64));
}

/** A refusal or failure changes nothing but the trail. */
async function recordFailure(
  platform: Platform,
  call: Call,
  ctx: RequestContext,
  answer: Fault,
  noted: readonly Write[],
): Promise<void> {
  const keeping = platform.decisions.of(call, ctx, answer);
  const audit = auditWrite(call, ctx, { fault: answer, keeping });
  const writes = written(audit, noted, keeping);
  if (writes.length > 0)
    await platform.store.commit({ reads: [], scans: [], writes });
  keeping?.kept();
}

const NOTHING: readonly Write[] = [];

/** What rides along with a call: that its key or role was used, and which permissions. */
function notesOf(
  { lastUses, uses }: Platform,
  { caller, service, region }: Call,
  ctx: RequestContext,
  allowed: boolean,
): readonly Write[] | Promise<readonly Write[]> {
  const now = ctx.now();
  const last = lastUses.of(caller, { service: service.name, region, now });
  const notes = uses.of(caller, ctx.needs, { allowed, region, now });
  if (last === undefined) return notes;
  return notes instanceof Promise
    ? notes.then((writes) => [last, ...writes])
    : [last, ...notes];
}

const written = (
  audit: Write | undefined,
  noted: readonly Write[],
  keeping: Keeping | undefined,
): readonly Write[] => {
  const rest = keeping ? [...noted, ...keeping.writes] : noted;
  return audit ? [audit, ...rest] : rest;
};

/** Faults are for the client; anything else is logged whole and answered blandly. */
function asFault(platform: Platform, call: Call, error: unknown): Fault {
  const known = error instanceof Fault ? error : bodyFault(error);
  if (known) return known;
  platform.log.error(
    `${call.service.name}:${call.operation.name} failed (request ${call.requestId}).`,
    error,
  );
  return fault(
    "InternalFailure",
    "An internal error occurred. The platform's log tells more of it.",
    500,
  );
}

/** Performs a command that one service sends to another. */
export async function send<In extends object, Out extends object>(
  platform: Platform,
  command: CommandLike<In, Out>,
  caller: Caller,
  from: { region: string; request: RequestFacts; receipt?: Receipt },
): Promise<ServerOutput<Out>> {
  const [, namespace, name] = (
    command as unknown as { schema: [number, string, string] }
  ).schema;
  const entry = platform.services.ofNamespace(namespace);
  if (!entry) throw new Error(`No service has the namespace ${namespace}.`);
  const { service, model } = await platform.services.load(entry);
  const operation = service.operations.get(name);
  const operationModel = model.operation(name);
  if (!operation || !operationModel)
    throw fault("NotImplemented", `${entry.name}:${name} is not built.`, 501);
  return (await perform(platform, {
    service,
    model: operationModel,
    operation,
    input: command.input,
    caller,
    region: entry.homeRegion ?? from.region,
    request: from.request,
    requestId: randomUUID(),
    ...(from.receipt ? { receipt: from.receipt } : {}),
  })) as ServerOutput<Out>;
}
