/** A kind of event: something that happened, for services to react to after it is durable. */
export interface EventKind<Payload extends object> {
  readonly name: string;
  /** Never set: carries the payload's type. */
  readonly payload?: Payload;
  /**
   * Names what an event's handling may be slow or stuck for, as a function's ARN: events of one lane wait for
   * each other, and never for those of other lanes.
   */
  readonly lane?: (payload: Payload) => string;
}

/** Declares a kind of event; `name` is `service.WhatHappened`. */
export function event<Payload extends object>(
  name: string,
  options: Pick<EventKind<Payload>, "lane"> = {},
): EventKind<Payload> {
  return { name, ...options };
}

/** When an event is due: at once where nothing is said. */
export interface Due {
  /** Milliseconds since the epoch, by the platform's clock. */
  readonly at?: number;
}
