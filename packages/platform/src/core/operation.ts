import type { Readable } from "node:stream";
import type { Caller } from "./caller.ts";
import type { Context, NeedsContext } from "./context.ts";
import type { Fault } from "./errors.ts";

/** A permission that an operation needs, on one resource, with the condition keys that it knows. */
export interface Need {
  /** As `lambda:CreateFunction`. */
  readonly action: string;
  /** An ARN, or `*` for actions without resource-level permissions. */
  readonly resource: string;
  /** Service-specific and tag keys, as `lambda:CodeSigningConfigArn` or `aws:RequestTag/team`. */
  readonly keys?: Readonly<
    Record<string, string | readonly string[] | undefined>
  >;
}

/** Says that the caller must be allowed `action` on `resource`. */
export function allow(
  action: string,
  resource: string,
  keys?: Need["keys"],
): Need {
  return keys ? { action, resource, keys } : { action, resource };
}

/** One operation of one service: what it needs, what it does, and how it is recorded. */
export interface Operation<In = never, Out = unknown, Received = never> {
  /** The API's name, as `RevokeSignature`. */
  readonly name: string;
  /** Every permission the caller must hold. */
  readonly needs: (
    input: In,
    ctx: NeedsContext,
  ) => readonly Need[] | Promise<readonly Need[]>;
  /**
   * For calls that carry no signature, because their input tells who makes them: finds the caller out. A refusal is
   * answered, and recorded, as the call's own.
   */
  readonly identify?: (input: In, ctx: Context) => Promise<Identified>;
  /** For request streams: takes the stream in, once, before `handle` (which may run again after a conflict). */
  readonly receive?: (input: In, ctx: Context) => Promise<unknown>;
  readonly handle: (
    input: In,
    ctx: Context,
    received: Received,
  ) => Promise<Out>;
  readonly audit: AuditRule;
  /** The largest request body in bytes. */
  readonly maxBody: number;
}

/** Who makes a call, and why it is refused if it is. */
export interface Identified {
  readonly caller: Caller;
  readonly refusal?: Fault;
}

/** How CloudTrail shows an operation. */
export interface AuditRule {
  /** Management events are looked up by LookupEvents; of data events only refusals are kept. */
  readonly category: "Management" | "Data";
  readonly readOnly: boolean;
  /** Lambda's event names carry an API date: `CreateFunction20150331`. */
  readonly eventName: string;
  /** Further members to leave out of the record, besides those the model marks as sensitive. */
  readonly redact: readonly string[];
}

/** A `…Command` class of an SDK client. */
export interface CommandClass<In, Out> {
  new (input: In): CommandLike<In, Out>;
  readonly name: string;
}

/** What inference needs to see of a command's instance. */
export interface CommandLike<In, Out> {
  readonly input: In;
  resolveMiddleware(
    ...args: never[]
  ): (...args: never[]) => Promise<{ output: Out }>;
}

/** What a handler is given: the members that the model requires are there, and streams are Node's. */
export type ServerInput<In> = {
  [K in keyof In]: object extends Pick<In, K>
    ? Streamed<In[K]>
    : NonNullable<Streamed<In[K]>>;
};

/** What a handler answers: no metadata but the status, and streams are Node's. */
export type ServerOutput<Out> = {
  [K in keyof Omit<Out, "$metadata">]: Answered<Out[K]>;
} & {
  $metadata?: { httpStatusCode?: number };
};

type Streamed<T> = [Extract<T, ReadableStream | Blob>] extends [never]
  ? T
  : Readable;
type Answered<T> = [Extract<T, { transformToString: unknown }>] extends [never]
  ? T
  : Readable | Uint8Array | undefined;

/** Defines an operation from its SDK command, which gives it its name and its types. */
export function operation<
  In extends object,
  Out extends object,
  Received = undefined,
>(
  Command: CommandClass<In, Out>,
  spec: {
    needs: (
      input: ServerInput<In>,
      ctx: NeedsContext,
    ) => readonly Need[] | Promise<readonly Need[]>;
    identify?: (input: ServerInput<In>, ctx: Context) => Promise<Identified>;
    receive?: (input: ServerInput<In>, ctx: Context) => Promise<Received>;
    handle: (
      input: ServerInput<In>,
      ctx: Context,
      received: Received,
    ) => Promise<ServerOutput<Out>>;
    audit?: Partial<AuditRule>;
    maxBody?: number;
  },
): Operation<ServerInput<In>, ServerOutput<Out>, Received> {
  const name = Command.name.replace(/Command$/, "");
  return {
    name,
    needs: spec.needs,
    ...(spec.identify ? { identify: spec.identify } : {}),
    ...(spec.receive ? { receive: spec.receive } : {}),
    handle: spec.handle,
    maxBody: spec.maxBody ?? 1 << 20,
    audit: {
      category: "Management",
      readOnly: isReading(name),
      eventName: name,
      redact: [],
      ...spec.audit,
    },
  };
}

/** Whether an operation of this name only reads. */
export const isReading = (name: string): boolean => READS.test(name);

const READS =
  /^(Get|List|Describe|Head|Lookup|Filter|Batch(Get|Describe)|Search|Select|Simulate|Test|Validate|Decode)/;
