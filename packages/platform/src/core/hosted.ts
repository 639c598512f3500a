import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { NeedsContext, Place, PlatformFacts } from "./context.ts";
import type { Fault } from "./errors.ts";
import type { Operation } from "./operation.ts";

/**
 * What a service serves at hosts of its own besides its API: plain HTTP whose requests are authenticated where the
 * target says so, authorized, performed and recorded as the one operation that each of them is.
 */
export interface Hosted {
  /** What the first label of a host names; undefined where it names nothing. */
  readonly find: (
    id: string,
    ctx: NeedsContext,
  ) => Promise<HostedTarget | undefined>;
  /** Answered without a further question, as the preflights of browsers; undefined for every other request. */
  readonly preflight: (
    target: HostedTarget,
    request: HostedHead,
  ) => HostedAnswer | undefined;
  readonly operation: Operation<HostedRequest, HostedAnswer>;
  /** How a refusal is told; `target` is undefined where a host names nothing. */
  readonly refusal: (
    fault: Fault,
    target: HostedTarget | undefined,
    request: HostedHead,
  ) => HostedAnswer;
  /** Called once a target has answered. */
  readonly answered: (
    target: HostedTarget,
    outcome: { readonly status: number; readonly milliseconds: number },
    platform: PlatformFacts,
    now: number,
  ) => void;
}

/** What a host names. */
export interface HostedTarget extends Place {
  readonly id: string;
  /** Whether requests must carry a SigV4 signature for the service; else nobody asks who calls. */
  readonly signed: boolean;
}

/** A request without its body. */
export interface HostedHead {
  readonly method: string;
  /** As they were sent, undecoded; the query without its question mark. */
  readonly path: string;
  readonly query: string;
  /** Lower-case names; repeated headers joined with a comma. */
  readonly headers: IncomingHttpHeaders;
  readonly httpVersion: string;
}

/** A request to a target. */
export interface HostedRequest extends HostedHead {
  readonly target: HostedTarget;
  readonly body: Buffer;
}

/** An answer as HTTP carries it; several cookies are several headers. */
export interface HostedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Uint8Array | string | Readable | undefined;
}
