import { ACCEPTED, type Answer, jsonAnswer, refusal } from "./answer.ts";
import type { RuntimeEvent } from "./event-message.ts";
import {
  type ExtensionEvent,
  type ShutdownReason,
  invokeMessage,
  nameOf,
  readRegistration,
  refused,
  registered,
  shutdownMessage,
} from "./extension-messages.ts";
import type { RuntimeRequest } from "./request-reader.ts";
import type { Reply } from "./session.ts";

/** How many extensions an environment may have, external and internal together. */
export const EXTENSION_LIMIT = 10;

/** What extensions are told about their function. */
export interface FunctionFacts {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly handler: string;
  readonly accountId: string;
}

/** What the extensions tell their environment. */
export interface ExtensionsEvents {
  /** An extension registered, asked for its next event, or failed: whoever waits for them may look again. */
  changed(): void;
  /** One gave up: `Extension.InitError` or `Extension.ExitError`, with what it posted. */
  failed(
    errorType: "Extension.InitError" | "Extension.ExitError",
    name: string,
  ): void;
}

type State =
  | "Started"
  | "Registered"
  | "Ready"
  | "Running"
  | "InitError"
  | "ExitError"
  | "Exited";

interface Extension {
  readonly name: string;
  readonly isExternal: boolean;
  readonly identifier: string;
  events: readonly ExtensionEvent[];
  state: State;
  errorType: string | undefined;
  waiting: Reply | undefined;
  /** An event that came before the extension asked for it. */
  pending: Answer | undefined;
}

/** An extension as the log tells of it. */
export interface ExtensionSummary {
  readonly name: string;
  readonly state: string;
  readonly events: readonly string[];
  readonly errorType?: string | undefined;
}

const PREFIX = "/2020-01-01/extension/";
const IDENTIFIER = "lambda-extension-identifier";
const ERROR_TYPE = "lambda-extension-function-error-type";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The Extensions API (2020-01-01) of one environment, as a state machine without sockets or clock. */
export class Extensions {
  readonly #events: ExtensionsEvents;
  readonly #facts: FunctionFacts;
  readonly #all = new Map<string, Extension>();
  #isClosed = false;

  constructor(events: ExtensionsEvents, facts: FunctionFacts) {
    this.#events = events;
    this.#facts = facts;
  }

  /** Whether a path belongs to this API. */
  static serves(target: string): boolean {
    return target.startsWith(PREFIX);
  }

  handle(request: RuntimeRequest, reply: Reply): void {
    const call = CALLS[request.target.slice(PREFIX.length)];
    if (!call) return reply(refusal(404, "NotFound", "404 page not found"));
    if (request.method !== call.method)
      return reply(refusal(405, "MethodNotAllowed", "Method Not Allowed"));
    if (call.kind === "register") return this.#register(request, reply);
    const found = this.find(request.headers);
    if ("refusal" in found) return reply(found.refusal);
    if (call.kind === "next") return this.#next(found.extension, reply);
    return this.#fail(found.extension, call.kind, request.headers, reply);
  }

  /** The extension that a request comes from, by its identifier. */
  find(
    headers: ReadonlyMap<string, string>,
  ): { readonly extension: Extension } | { readonly refusal: Answer } {
    const identifier = headers.get(IDENTIFIER);
    if (identifier === undefined)
      return refused(
        "Extension.MissingExtensionIdentifier",
        "Missing Lambda-Extension-Identifier header",
      );
    if (!UUID.test(identifier))
      return refused(
        "Extension.InvalidExtensionIdentifier",
        "Invalid Lambda-Extension-Identifier",
      );
    for (const extension of this.#all.values())
      if (extension.identifier === identifier.toLowerCase())
        return { extension };
    return refused(
      "Extension.UnknownExtensionIdentifier",
      `Unknown extension ${identifier}`,
    );
  }

  /** A program of /opt/extensions is started and expected to register under its file's name. */
  expect(name: string): void {
    this.#all.set(name, newExtension(name, true));
  }

  /** The process of an external extension is gone; true when that is a failure. */
  exited(name: string): boolean {
    const extension = this.#all.get(name);
    if (!extension) return false;
    const isExpected = ["InitError", "ExitError"].includes(extension.state);
    if (!isExpected) {
      extension.state = "Exited";
      extension.errorType = "Extension.Crash";
    }
    return !isExpected;
  }

  /** Every program that was started has registered: the runtime may start. */
  get areRegistered(): boolean {
    return this.#every(({ state }) => state !== "Started");
  }

  /** None is at work: all that registered have asked for their next event. */
  get areReady(): boolean {
    return this.#every(({ state }) => state === "Ready");
  }

  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  /** Whether one waits to be told of the end, and so is given time for it. */
  get wantShutdown(): boolean {
    return [...this.#all.values()].some(
      ({ events, state }) =>
        events.includes("SHUTDOWN") &&
        (state === "Ready" || state === "Running"),
    );
  }

  /** No more registrations: the runtime has asked for its first event. */
  close(): void {
    this.#isClosed = true;
  }

  /** Tells those that subscribed to it of an invocation. */
  invoke(event: RuntimeEvent): void {
    if (this.#all.size > 0) this.#tell("INVOKE", invokeMessage(event));
  }

  /** Tells those that subscribed to it that the environment ends. */
  shutdown(reason: ShutdownReason, deadlineMs: number): void {
    this.#tell("SHUTDOWN", shutdownMessage(reason, deadlineMs));
  }

  /** The connection of a waiting `/next` went away; true when it was one of these. */
  forget(reply: Reply): void {
    for (const extension of this.#all.values())
      if (extension.waiting === reply) extension.waiting = undefined;
  }

  summaries(): ExtensionSummary[] {
    return [...this.#all.values()].map(
      ({ name, state, events, errorType }) => ({
        name,
        state,
        events,
        errorType,
      }),
    );
  }

  #register(request: RuntimeRequest, reply: Reply): void {
    const name = nameOf(request.headers);
    if (name === undefined)
      return reply(
        refusal(403, "Extension.InvalidExtensionName", "Empty extension name"),
      );
    const asked = readRegistration(request.body);
    if ("refusal" in asked) return reply(asked.refusal);
    const found = this.#registrant(name, asked);
    if ("refusal" in found) return reply(found.refusal);
    const { extension } = found;
    extension.events = asked;
    extension.state = "Registered";
    const { accountId, ...facts } = this.#facts;
    const features = request.headers.get("lambda-extension-accept-feature");
    const wantsAccount = (features ?? "")
      .split(",")
      .some((feature) => feature.trim() === "accountId");
    reply(
      registered(
        extension.identifier,
        wantsAccount ? { ...facts, accountId } : facts,
      ),
    );
    this.#events.changed();
  }

  /** Who registers: a program that was started, else a part of the runtime, which may not have SHUTDOWN. */
  #registrant(
    name: string,
    events: readonly ExtensionEvent[],
  ): { readonly extension: Extension } | { readonly refusal: Answer } {
    const known = this.#all.get(name);
    if (known?.isExternal && known.state === "Started")
      return { extension: known };
    if (known)
      return refused(
        "Extension.InvalidExtensionState",
        "Extension with this name already registered",
      );
    if (events.includes("SHUTDOWN"))
      return refused(
        "Extension.InvalidEventType",
        "SHUTDOWN: event not supported for internal extensions",
      );
    if (this.#isClosed)
      return refused(
        "Extension.RegistrationClosed",
        "Extension registration closed already",
      );
    if (this.#all.size >= EXTENSION_LIMIT)
      return refused(
        "Extension.TooManyExtensions",
        `Extension limit (${EXTENSION_LIMIT}) reached`,
      );
    const extension = newExtension(name, false);
    this.#all.set(name, extension);
    return { extension };
  }

  #next(extension: Extension, reply: Reply): void {
    const { state, waiting, pending } = extension;
    if (waiting || !["Registered", "Ready", "Running"].includes(state))
      return reply(badState(extension, "Ready"));
    if (pending) {
      extension.pending = undefined;
      extension.state = "Running";
      reply(pending);
      return;
    }
    extension.waiting = reply;
    extension.state = "Ready";
    this.#events.changed();
  }

  #fail(
    extension: Extension,
    kind: "init" | "exit",
    headers: ReadonlyMap<string, string>,
    reply: Reply,
  ): void {
    const errorType = headers.get(ERROR_TYPE);
    if (errorType === undefined || errorType === "")
      return reply(
        refusal(
          403,
          "Extension.MissingHeader",
          "Lambda-Extension-Function-Error-Type not found",
        ),
      );
    const from =
      kind === "init" ? ["Registered"] : ["Registered", "Ready", "Running"];
    const to = kind === "init" ? "InitError" : "ExitError";
    if (!from.includes(extension.state)) return reply(badState(extension, to));
    extension.state = to;
    extension.errorType = errorType.slice(0, 256);
    reply(ACCEPTED);
    this.#events.failed(`Extension.${to}`, extension.name);
  }

  #tell(event: ExtensionEvent, message: Answer): void {
    for (const extension of this.#all.values()) {
      if (!extension.events.includes(event)) continue;
      const { waiting } = extension;
      extension.waiting = undefined;
      if (waiting) {
        extension.state = "Running";
        waiting(message);
      } else extension.pending = message;
    }
  }

  #every(holds: (extension: Extension) => boolean): boolean {
    for (const extension of this.#all.values())
      if (!holds(extension)) return false;
    return true;
  }
}

const CALLS: Readonly<
  Record<
    string,
    {
      readonly method: "GET" | "POST";
      readonly kind: "register" | "next" | "init" | "exit";
    }
  >
> = {
  register: { method: "POST", kind: "register" },
  "event/next": { method: "GET", kind: "next" },
  "init/error": { method: "POST", kind: "init" },
  "exit/error": { method: "POST", kind: "exit" },
};

function newExtension(name: string, isExternal: boolean): Extension {
  return {
    name,
    isExternal,
    identifier: crypto.randomUUID(),
    events: [],
    state: "Started",
    errorType: undefined,
    waiting: undefined,
    pending: undefined,
  };
}

function badState({ state, identifier }: Extension, to: string): Answer {
  return jsonAnswer(403, {
    errorType: "Extension.InvalidExtensionState",
    errorMessage: `State transition from ${state} to ${to} failed for extension ${identifier}. Error: State transition is not allowed`,
  });
}
