import type { Socket } from "node:net";
import type { IsolationChoice } from "@gatehouse/sandbox";
import type { JsonWebKey } from "./identity/json-web-key.ts";
import type { TrustRoot } from "@gatehouse/signing";
import type { Blobs } from "../store/blobs.ts";
import type { Caller } from "./caller.ts";
import type { CommandLike, Need, ServerOutput } from "./operation.ts";
import type { Due, EventKind } from "./event.ts";
import type { Receipt } from "./receipts.ts";
import type { ResourceTypes } from "./resource-type.ts";
import type { Tally } from "./tally.ts";
import type { Telemetry } from "./telemetry.ts";
import type { Table, TableKind } from "./table.ts";
import type { OnGone, Workplace } from "./workplace.ts";

/** An account's Region: where ARNs and rows belong. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** What an operation may see while it says what it needs. */
export interface NeedsContext extends Place {
  readonly caller: Caller;
  /** Milliseconds since the epoch, by the platform's clock. */
  readonly now: () => number;
  /** A table, of the caller's account and Region unless another place is named. */
  table<Row extends object>(
    kind: TableKind<Row>,
    at?: Partial<Place>,
  ): Table<Row>;
}

/** What an operation works with: its reads, writes, events and notes become one transaction. */
export interface Context extends NeedsContext {
  readonly requestId: string;
  readonly request: RequestFacts;
  readonly blobs: Blobs;
  /** Counts of the caller's account, by the name of the tally. */
  tally(name: string): Tally;
  readonly platform: PlatformFacts;
  /** Tells other services, after the commit; with `at`, not before that time. Durable. */
  emit<Payload extends object>(
    event: EventKind<Payload>,
    payload: Payload,
    due?: Due,
  ): void;
  /** Calls another service's operation in process; it is authorized and recorded like any other call. */
  send<In extends object, Out extends object>(
    command: CommandLike<In, Out>,
    as: Sender,
  ): Promise<ServerOutput<Out>>;
  /** Adds to this call's CloudTrail record. */
  note(notes: AuditNotes): void;
  /** Calls once when the call has ended: whether what it wrote is durable. */
  atEnd(ending: (committed: boolean) => void): void;
  /**
   * A view with reads of its own, of the same caller or another, for work that takes long: what changes
   * meanwhile does not conflict with this unit. Nothing that is written or emitted through it is kept.
   */
  aside(caller?: Caller): Context;
  /** Asks whether the caller holds a permission besides the operation's needs, without refusing the call. */
  permits(
    action: string,
    resource: string,
    keys?: Need["keys"],
  ): Promise<boolean>;
}

/** What the outside of a request tells. */
export interface RequestFacts {
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly secure: boolean;
  /** The connection's protocol and cipher suite in OpenSSL's words, as `TLSv1.3`; undefined without TLS. */
  readonly tls?: { readonly version: string; readonly cipherSuite: string };
  /** The service that makes this request with its caller's rights, as `cloudformation.amazonaws.com`. */
  readonly via?: string;
  /** All such services when one called through another, in the order of their calls; the last is `via`. */
  readonly calledVia?: readonly string[];
  /** Scheme and authority under which the client reached the platform, as `http://127.0.0.1:4566`. */
  readonly origin: string;
  /** Headers with lower-case names, for the few operations that AWS lets read them. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it was sent, without the question mark; undefined for calls within the platform. */
  readonly query?: string;
  /** For calls that wait long; undefined for calls within the platform that always wait for their answer. */
  readonly onGone?: OnGone;
}

/** What stays the same while the platform runs. */
export interface PlatformFacts {
  /** Scheme and authority of the platform's own endpoint, for functions to call. */
  readonly endpoint: () => string;
  /** Serves a connection as if it had come in at the endpoint: functions without a network have no other way. */
  readonly accept: (socket: Socket) => void;
  /** How functions are to be kept apart, whether less than full isolation will do, and what of this machine they see. */
  readonly isolation: {
    readonly choice: IsolationChoice;
    readonly required: boolean;
    readonly files: readonly string[];
  };
  /** The Region of requests that name none. */
  readonly region: string;
  readonly dataDir: string;
  readonly ephemeral: boolean;
  /** 32 random bytes of this installation, for sealing what leaves and comes back. */
  readonly secret: Buffer;
  /** Roots besides the installation's own whose signatures count. */
  readonly trustRoots: readonly TrustRoot[];
  /** Keys of identity providers that are not asked for them, by issuer. */
  readonly oidcKeys: ReadonlyMap<string, readonly JsonWebKey[]>;
  /** A domain whose every name leads to this platform. */
  readonly urlDomain?: string;
  /** Programs for functions' runtimes, by runtime or family. */
  readonly runtimes?: Readonly<Record<string, string>>;
  /** The CloudFormation resource types that the services offer. */
  readonly resourceTypes: ResourceTypes;
  /** For what running functions tell: metrics and logs that no answer waits for. */
  readonly telemetry: Telemetry;
  /** Where a service of that name works beside requests. */
  readonly workplace: (service: string) => Workplace;
  /** Called once when the platform closes, after the last request and before state is put away. */
  readonly onClose: (end: () => Promise<void>) => void;
}

/**
 * As whom a service calls: itself for a resource, with the rights of the request's caller, or with those
 * of a caller whom an event remembers.
 */
export type Sender = {
  /** The trace header that the call carries. */
  readonly traceId?: string;
  /** Makes the call once, also where it is made again after a crash; see `core/receipts.ts`. */
  readonly receipt?: Receipt;
} & (
  | {
      readonly as: `${string}.amazonaws.com`;
      readonly sourceArn?: string;
      readonly accountId?: string;
      readonly region?: string;
    }
  | { readonly as: "caller" }
  | { readonly as: Caller; readonly region?: string }
);

export interface AuditNotes {
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
  readonly resources?: readonly {
    readonly arn: string;
    readonly type: string;
    readonly accountId?: string;
  }[];
  readonly responseElements?: Readonly<Record<string, unknown>> | null;
}
