/** A kind of event: something that happened, for services to react to after it is durable. */
export interface EventKind<Payload extends object> {
  readonly name: string;
  /** Never set: carries the payload's type. */
  readonly payload?: Payload;
}

/** Declares a kind of event; `name` is `service.WhatHappened`. */
export function event<Payload extends object>(
  name: string,
): EventKind<Payload> {
  return { name };
}

/** When an event is due: at once where nothing is said. */
export interface Due {
  /** Milliseconds since the epoch, by the platform's clock. */
  readonly at?: number;
}
