import type { HandlerErrorCode } from "@aws-sdk/client-cloudcontrol";
import type { Caller } from "../../core/caller.ts";
import { event } from "../../core/event.ts";
import type { Properties } from "../../core/resource-type.ts";
import { table } from "../../core/table.ts";
import type { PatchStep } from "./patch/patch.ts";

/** A request to make, change or delete a resource. Times are milliseconds since the epoch. */
export interface RequestRow {
  readonly token: string;
  /** What the hooks' judgement of it goes by. */
  readonly hooksToken?: string;
  readonly operation: "CREATE" | "UPDATE" | "DELETE";
  readonly typeName: string;
  readonly identifier?: string;
  readonly status:
    | "IN_PROGRESS"
    | "SUCCESS"
    | "FAILED"
    | "CANCEL_IN_PROGRESS"
    | "CANCEL_COMPLETE";
  readonly statusMessage?: string;
  readonly errorCode?: HandlerErrorCode;
  readonly beganAt: number;
  readonly changedAt: number;
  readonly caller: Caller;
  readonly roleArn?: string;
  /** Of a creation: what is asked for. */
  readonly properties?: Properties;
  /** Of an update: as it was asked for. */
  readonly patch?: readonly PatchStep[];
  /** Of an update under way: what it changes, once that is known. */
  readonly change?: { readonly before: Properties; readonly after: Properties };
  /** Of a request that went well: the resource then. */
  readonly model?: Properties;
  readonly clientToken?: string;
}

export const requests = table<RequestRow>()({
  name: "cloudcontrol.requests",
  scope: "region",
  key: ({ token }) => [token],
  indexes: {
    byTime: ({ beganAt, token }) => [[beganAt, token]],
    byHooksToken: ({ hooksToken }) =>
      hooksToken === undefined ? [] : [[hooksToken]],
  },
});

/** A token by which a client may ask again, and a digest of what it asked. */
export interface ClientTokenRow {
  readonly clientToken: string;
  readonly token: string;
  readonly digest: string;
}

export const clientTokens = table<ClientTokenRow>()({
  name: "cloudcontrol.client-tokens",
  scope: "region",
  key: ({ clientToken }) => [clientToken],
});

/** The request that works on a resource: there is one at a time. */
export interface BusyRow {
  readonly typeName: string;
  readonly identifier: string;
  readonly token: string;
}

export const busyResources = table<BusyRow>()({
  name: "cloudcontrol.busy-resources",
  scope: "region",
  key: ({ typeName, identifier }) => [typeName, identifier],
});

/**
 * A request is to be carried out. It is handled until it waits for its judgement, which is handled until the request is
 * over: a crash only breaks it off. The event is delivered again, and the work begins again with its receipts.
 */
export const requestBegun = event<{ token: string }>(
  "cloudcontrol.RequestBegun",
  { lane: ({ token }) => token },
);

/** A request is old enough to be forgotten. */
export const requestOver = event<{ token: string }>("cloudcontrol.RequestOver");

/** How long requests can be asked after: seven days. */
export const KEPT_MS = 7 * 86_400_000;
