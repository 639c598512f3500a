import { randomUUID } from "node:crypto";
import type { Caller } from "../core/caller.ts";
import { serviceCaller } from "../core/caller.ts";
import type {
  AuditNotes,
  Context,
  Place,
  RequestFacts,
  Sender,
} from "../core/context.ts";
import type { Due, EventKind } from "../core/event.ts";
import type { CommandLike, Need, ServerOutput } from "../core/operation.ts";
import { Tally } from "../core/tally.ts";
import { Table, type TableKind } from "../core/table.ts";
import { timeOrderedId } from "../core/time-ordered-id.ts";
import { UnitOfWork } from "../store/unit-of-work.ts";
import type { Judged } from "./decisions/judged.ts";
import { laneTable } from "./lane-table.ts";
import { outboxTable, type OutboxRow } from "./outbox-table.ts";
import type { Platform } from "./platform.ts";

const NOTHING: readonly Judged[] = [];

/** One request's (or one event's) view of the platform; what it collects is committed as one unit. */
export class RequestContext implements Context {
  readonly accountId: string;
  readonly region: string;
  readonly caller: Caller;
  readonly requestId: string;
  readonly request: RequestFacts;
  readonly unit: UnitOfWork;
  readonly notes: AuditNotes[] = [];
  /** What the operation says it needs, once it was asked. */
  needs: readonly Need[] = [];
  /** What was denied and passed all the same, because the caller is only watched. */
  passed: readonly Judged[] = NOTHING;
  /** What the operation asked beyond its needs, and was denied. */
  refused: readonly Judged[] = NOTHING;
  /** What waits for the end of the call; its further attempts share it. */
  endings: ((committed: boolean) => void)[] = [];
  readonly #platform: Platform;
  /** The service whose operation (or listener) this context is for, as `lambda.amazonaws.com`. */
  readonly #service: string | undefined;

  constructor(
    platform: Platform,
    who: {
      caller: Caller;
      region: string;
      accountId?: string;
      request: RequestFacts;
      requestId: string;
      service?: { readonly name: string };
    },
  ) {
    this.#platform = platform;
    this.caller = who.caller;
    this.accountId = who.accountId ?? who.caller.accountId;
    this.region = who.region;
    this.request = who.request;
    this.requestId = who.requestId;
    this.#service = who.service
      ? `${who.service.name}.amazonaws.com`
      : who.caller.type === "AWSService"
        ? who.caller.service
        : undefined;
    this.unit = new UnitOfWork(platform.store);
  }

  get now() {
    return this.#platform.clock.now;
  }

  get blobs() {
    return this.#platform.blobs;
  }

  get platform() {
    return this.#platform.facts;
  }

  table<Row extends object>(
    kind: TableKind<Row>,
    at?: Partial<Place>,
  ): Table<Row> {
    return new Table(kind, this.unit, {
      accountId: at?.accountId ?? this.accountId,
      region: at?.region ?? this.region,
    });
  }

  tally(name: string): Tally {
    return new Tally(name, this.unit, this.accountId);
  }

  emit<Payload extends object>(
    event: EventKind<Payload>,
    payload: Payload,
    due: Due = {},
  ): void {
    const row: OutboxRow = {
      id: event.lane ? timeOrderedId(this.now()) : randomUUID(),
      event: event.name,
      payload,
      dueAt: due.at ?? this.now(),
      deliveries: 0,
      accountId: this.accountId,
      region: this.region,
    };
    if (!event.lane) {
      void new Table(outboxTable, this.unit, this).put(row);
      return;
    }
    const lane = `${event.name} ${event.lane(payload)}`;
    void new Table(laneTable, this.unit, this).put({ ...row, lane });
  }

  send<In extends object, Out extends object>(
    command: CommandLike<In, Out>,
    as: Sender,
  ): Promise<ServerOutput<Out>> {
    return this.#platform.send(command, this.#sender(as), {
      region: ("region" in as && as.region) || this.region,
      request: this.#forwarded(as),
      ...(as.receipt ? { receipt: as.receipt } : {}),
    });
  }

  aside(caller: Caller = this.caller): Context {
    const { accountId, region, request, requestId } = this;
    const service = this.#service?.split(".")[0];
    return new RequestContext(this.#platform, {
      caller,
      accountId,
      region,
      request,
      requestId,
      ...(service === undefined ? {} : { service: { name: service } }),
    });
  }

  note(notes: AuditNotes): void {
    this.notes.push(notes);
  }

  atEnd(ending: (committed: boolean) => void): void {
    this.endings.push(ending);
  }

  /** Tells whoever asked that the call has ended. */
  end(committed: boolean): void {
    for (const ending of this.endings.splice(0)) ending(committed);
  }

  /** Takes over what an attempt that failed has noted. */
  takeNotes({ notes, passed, refused }: RequestContext): void {
    this.notes.splice(0, this.notes.length, ...notes);
    this.passed = passed;
    this.refused = refused;
  }

  async permits(
    action: string,
    resource: string,
    keys?: Record<string, string | undefined>,
  ): Promise<boolean> {
    const need = { action, resource, ...(keys ? { keys } : {}) };
    return this.#platform.authorizer.permits(need, this);
  }

  /** A call with a caller's rights tells through which service it comes. */
  #forwarded(as: Sender): RequestFacts {
    const own = typeof as.as === "string" && as.as !== "caller";
    const { traceId } = as;
    const request =
      traceId === undefined
        ? this.request
        : {
            ...this.request,
            headers: { ...this.request.headers, "x-amzn-trace-id": traceId },
          };
    if (own || this.#service === undefined) return request;
    const { calledVia = [] } = request;
    return {
      ...request,
      via: this.#service,
      calledVia: [...calledVia, this.#service],
    };
  }

  #sender(as: Sender): Caller {
    if (as.as === "caller") return this.caller;
    if (typeof as.as === "object") return as.as;
    const { accountId = this.accountId, sourceArn } = as as Extract<
      Sender,
      { as: `${string}.com` }
    >;
    return serviceCaller(as.as, accountId, sourceArn);
  }
}

/** The facts of a request that the platform makes of itself. */
export function internalRequest(service: string): RequestFacts {
  return {
    sourceIp: service,
    userAgent: service,
    secure: true,
    origin: "",
    headers: {},
  };
}
