import type { Clock } from "../core/clock.ts";
import type { Caller } from "../core/caller.ts";
import type { PlatformFacts, RequestFacts } from "../core/context.ts";
import type { CommandLike, ServerOutput } from "../core/operation.ts";
import type { Receipt } from "../core/receipts.ts";
import type { Blobs } from "../store/blobs.ts";
import type { Store } from "../store/store.ts";
import type { Authorizer } from "./authorize.ts";
import type { Credentials } from "./credentials.ts";
import type { Decisions } from "./decisions/decisions.ts";
import type { LastUses } from "./last-use.ts";
import type { Log } from "./log.ts";
import type { Meter } from "./meter.ts";
import type { OwnApi } from "./own/serve-own.ts";
import type { Lanes } from "./lanes.ts";
import type { Outbox } from "./outbox.ts";
import type { Services } from "./services.ts";
import type { Uses } from "./uses.ts";

/** All that a running platform is made of: what the request path is handed. */
export interface Platform {
  readonly facts: PlatformFacts;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly services: Services;
  readonly credentials: Credentials;
  readonly authorizer: Authorizer;
  readonly decisions: Decisions;
  /** The signed calls under `/_gatehouse/`. */
  readonly own: () => Promise<OwnApi>;
  readonly lastUses: LastUses;
  readonly uses: Uses;
  readonly outbox: Outbox;
  readonly lanes: Lanes;
  readonly meter: Meter;
  readonly log: Log;
  /** Performs a command that one service sends to another. */
  send<In extends object, Out extends object>(
    command: CommandLike<In, Out>,
    caller: Caller,
    from: { region: string; request: RequestFacts; receipt?: Receipt },
  ): Promise<ServerOutput<Out>>;
  /** What the health answer tells besides its status. */
  health(): object;
  /** Wipes all state; for ephemeral platforms. */
  reset(): Promise<void>;
}
