import { type Answer, jsonAnswer, refusal } from "./answer.ts";
import type { RuntimeEvent } from "./event-message.ts";

/** Why an environment ends, as extensions are told. */
export type ShutdownReason = "spindown" | "timeout" | "failure";

/** What an extension may subscribe to. */
export const EXTENSION_EVENTS = ["INVOKE", "SHUTDOWN"] as const;

/** An event of an extension's life. */
export type ExtensionEvent = (typeof EXTENSION_EVENTS)[number];

const NAME_LIMIT = 128;

/** What the body of a registration asks for, or why it asks for nothing that there is. */
export function readRegistration(
  body: Buffer,
): readonly ExtensionEvent[] | { readonly refusal: Answer } {
  const given = parsed(body);
  const events = given?.["events"] ?? [];
  if (!given || !Array.isArray(events))
    return refused("InvalidRequestFormat", 'The body is not {"events": […]}');
  const unknown = events.find((event) => !isEvent(event));
  if (unknown !== undefined)
    return refused(
      "Extension.InvalidEventType",
      `${describe(unknown)}: event not supported`,
    );
  return [...new Set(events as ExtensionEvent[])];
}

/** The name that a registration gives, if it is one. */
export function nameOf(
  headers: ReadonlyMap<string, string>,
): string | undefined {
  const name = headers.get("lambda-extension-name") ?? "";
  return name === "" || name.length > NAME_LIMIT ? undefined : name;
}

/** The answer to a registration. */
export function registered(identifier: string, facts: object): Answer {
  return jsonAnswer(200, facts, { "Lambda-Extension-Identifier": identifier });
}

/** An INVOKE for an extension. */
export function invokeMessage(event: RuntimeEvent): Answer {
  return eventAnswer({
    eventType: "INVOKE",
    deadlineMs: event.deadlineMs,
    requestId: event.requestId,
    invokedFunctionArn: event.invokedFunctionArn,
    ...(event.traceId === undefined
      ? {}
      : { tracing: { type: "X-Amzn-Trace-Id", value: event.traceId } }),
  });
}

/** A SHUTDOWN for an extension. */
export function shutdownMessage(
  shutdownReason: ShutdownReason,
  deadlineMs: number,
): Answer {
  return eventAnswer({ eventType: "SHUTDOWN", shutdownReason, deadlineMs });
}

/** A refusal with 403, as the Extensions API answers almost every mistake. */
export function refused(
  errorType: string,
  message: string,
): { readonly refusal: Answer } {
  return { refusal: refusal(403, errorType, message) };
}

function eventAnswer(event: object): Answer {
  return jsonAnswer(200, event, {
    "Lambda-Extension-Event-Identifier": crypto.randomUUID(),
  });
}

function isEvent(value: unknown): value is ExtensionEvent {
  return EXTENSION_EVENTS.some((event) => event === value);
}

function parsed(body: Buffer): Record<string, unknown> | undefined {
  if (body.length === 0) return {};
  try {
    const value = JSON.parse(body.toString()) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function describe(value: unknown): string {
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(
    0,
    64,
  );
}
