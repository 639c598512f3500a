import { ACCEPTED, type Answer, refusal } from "./answer.ts";
import { type RuntimeEvent, eventMessage } from "./event-message.ts";
import type { RequestHead } from "./request-head.ts";
import type { RuntimeRequest } from "./request-reader.ts";
import { type AnswerSink, type Flow, StreamedBody } from "./streamed-body.ts";

/** What the function made of one event. */
export interface FunctionAnswer {
  readonly requestId: string;
  /** It went to the sink while it came: `payload` is empty, unless it is an error. */
  readonly streamed: boolean;
  readonly kind: "response" | "error" | "too-large";
  readonly payload: Buffer;
  /** `Lambda-Runtime-Function-Error-Type`, when the runtime named one. */
  readonly errorType?: string | undefined;
}

/** What a session tells its environment. */
export interface SessionEvents {
  /** The runtime asked for its next event and waits. */
  ready(): void;
  answered(answer: FunctionAnswer): void;
  /** The connection of an answer that had begun to stream is gone. */
  brokenOff(): void;
  initFailed(payload: Buffer, errorType: string | undefined): void;
  /** The runtime has initialized and waits to be restored before its first event. */
  restorable(): void;
  restoreFailed(payload: Buffer, errorType: string | undefined): void;
}

/** Answers one request; called once, for `/next` perhaps much later. */
export type Reply = (answer: Answer) => void;

type State =
  | "Init"
  | "Restorable"
  | "Restoring"
  | "Ready"
  | "Running"
  | "Responding"
  | "Answered"
  | "InitError";

/** Where our own bootstraps ask which function they run, when they were started before it was known. */
const ASSIGNMENT = "/gatehouse/function";
const INVOCATION =
  /^\/2018-06-01\/runtime\/invocation\/([^/?]+)\/(response|error)$/;
const RESPONSE_MODE = "lambda-runtime-function-response-mode";
const ERROR_TYPE = "lambda-runtime-function-error-type";
const ERROR_BODY = "lambda-runtime-function-error-body";

/**
 * The Runtime API (2018-06-01) of one process as a state machine without sockets or clock: it decides which of the
 * four calls is allowed now, and refuses an answer to any request but the running one.
 */
export class RuntimeSession {
  readonly #events: SessionEvents;
  #state: State = "Init";
  #waiting: Reply | undefined;
  #waitingToRestore: Reply | undefined;
  #running = "";
  #answered = "";
  #sink: AnswerSink | undefined;
  #assignment: "none" | "awaited" | Answer | Reply;

  /** @param ahead the runtime is started before its function is known, and asks for it first */
  constructor(events: SessionEvents, ahead = false) {
    this.#events = events;
    this.#assignment = ahead ? "awaited" : "none";
  }

  /** Tells a runtime that was started ahead which function it is to run; once. */
  assign(body: Buffer): void {
    const waiting = this.#assignment;
    const message = assignmentMessage(body);
    this.#assignment = "none";
    if (typeof waiting === "function") waiting(message);
    else if (waiting === "awaited") this.#assignment = message;
  }

  handle(request: RuntimeRequest, reply: Reply): void {
    const { method, target } = request;
    if (target === "/2018-06-01/runtime/invocation/next")
      return method === "GET" ? this.#next(reply) : reply(WRONG_METHOD);
    if (
      target === ASSIGNMENT &&
      method === "GET" &&
      this.#assignment !== "none"
    )
      return this.#askAssignment(reply);
    if (target === "/2018-06-01/runtime/restore/next")
      return method === "GET" ? this.#restoreNext(reply) : reply(WRONG_METHOD);
    if (target === "/2018-06-01/runtime/restore/error")
      return method === "POST"
        ? this.#restoreError(request, reply)
        : reply(WRONG_METHOD);
    const invocation = INVOCATION.exec(target);
    const isInitError = target === "/2018-06-01/runtime/init/error";
    if (!invocation && !isInitError) return reply(NOT_FOUND);
    if (method !== "POST") return reply(WRONG_METHOD);
    if (!invocation) return this.#initError(request, reply);
    const [, requestId = "", call = ""] = invocation;
    return this.#answer(request, requestId, call === "error", reply);
  }

  /** True while the runtime waits for an event. */
  get waiting(): boolean {
    return this.#waiting !== undefined;
  }

  /**
   * Hands an event to the waiting runtime; false when none waits, and then nothing was sent.
   * @param sink where a streamed answer goes while it arrives; without one it is gathered
   */
  offer(event: RuntimeEvent, sink?: AnswerSink): boolean {
    const reply = this.#waiting;
    if (!reply) return false;
    this.#waiting = undefined;
    this.#state = "Running";
    this.#running = event.requestId;
    this.#sink = sink;
    reply(eventMessage(event));
    return true;
  }

  /** Where the body of a request goes while it arrives: a streamed answer to the running request, if its caller wants it so. */
  bodyFor(head: RequestHead, flow: Flow): StreamedBody | undefined {
    const [, requestId, call] = INVOCATION.exec(head.target) ?? [];
    const isStreamed =
      head.method === "POST" &&
      call === "response" &&
      requestId === this.#running &&
      head.headers.get(RESPONSE_MODE)?.toLowerCase() === "streaming";
    if (!isStreamed || !this.#sink || this.#state !== "Running")
      return undefined;
    this.#state = "Responding";
    const contentType = head.headers.get("content-type");
    this.#sink.begin(contentType ?? "application/octet-stream");
    return new StreamedBody(this.#sink, flow);
  }

  /** The connection of a streamed answer went away before its end. */
  breakOff(): void {
    if (this.#state !== "Responding") return;
    this.#state = "Answered";
    this.#answered = this.#running;
    this.#events.brokenOff();
  }

  /** Lets a runtime that waits to be restored go on. */
  restore(): void {
    const reply = this.#waitingToRestore;
    this.#waitingToRestore = undefined;
    if (this.#state === "Restorable") this.#state = "Restoring";
    reply?.(RESTORED);
  }

  /** The connection of a waiting `/next` went away before any event was sent on it. */
  forget(reply: Reply): void {
    if (this.#waiting === reply) this.#waiting = undefined;
  }

  #askAssignment(reply: Reply): void {
    const assigned = this.#assignment;
    if (typeof assigned === "object") {
      this.#assignment = "none";
      reply(assigned);
    } else if (assigned === "awaited") this.#assignment = reply;
    else reply(badState("Init", "Assigned"));
  }

  #restoreNext(reply: Reply): void {
    if (this.#state !== "Init")
      return reply(badState(this.#state, "RestoreReady"));
    this.#state = "Restorable";
    this.#waitingToRestore = reply;
    this.#events.restorable();
  }

  #restoreError(request: RuntimeRequest, reply: Reply): void {
    if (this.#state !== "Restoring")
      return reply(badState(this.#state, "RestoreError"));
    this.#state = "InitError";
    reply(ACCEPTED);
    this.#events.restoreFailed(request.body, request.headers.get(ERROR_TYPE));
  }

  #next(reply: Reply): void {
    if (
      this.#waiting ||
      !["Init", "Restoring", "Answered", "Ready"].includes(this.#state)
    )
      return reply(badState(this.#state, "Ready"));
    this.#state = "Ready";
    this.#waiting = reply;
    this.#events.ready();
  }

  #answer(
    request: RuntimeRequest,
    requestId: string,
    isError: boolean,
    reply: Reply,
  ): void {
    const expected = request.streamed ? "Responding" : "Running";
    if (this.#state !== expected || requestId !== this.#running) {
      const known = requestId === this.#running || requestId === this.#answered;
      return reply(known ? badState(this.#state, "Response") : UNKNOWN_REQUEST);
    }
    this.#state = "Answered";
    this.#answered = requestId;
    reply(request.tooLarge ? TOO_LARGE : ACCEPTED);
    this.#events.answered(answerOf(request, requestId, isError));
  }

  #initError(request: RuntimeRequest, reply: Reply): void {
    if (this.#state !== "Init")
      return reply(badState(this.#state, "InitError"));
    this.#state = "InitError";
    reply(ACCEPTED);
    this.#events.initFailed(request.body, request.headers.get(ERROR_TYPE));
  }
}

/** The most that a function may answer, in bytes (6 MiB and 100 bytes of envelope, as AWS counts). */
export const RESPONSE_LIMIT = 6_291_556;

const RESTORED: Answer = {
  head: "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n",
  body: new Uint8Array(0),
};
const NOT_FOUND = refusal(404, "NotFound", "404 page not found");
const WRONG_METHOD = refusal(405, "MethodNotAllowed", "Method Not Allowed");
const UNKNOWN_REQUEST = refusal(400, "InvalidRequestID", "Invalid request ID");
const TOO_LARGE = refusal(
  413,
  "RequestEntityTooLarge",
  `Exceeded maximum allowed payload size (${RESPONSE_LIMIT} bytes).`,
);

function assignmentMessage(body: Buffer): Answer {
  return {
    head: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    body,
  };
}

function badState(from: State, to: string): Answer {
  return refusal(
    403,
    "InvalidStateTransition",
    `State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed`,
  );
}

function answerOf(
  request: RuntimeRequest,
  requestId: string,
  isError: boolean,
): FunctionAnswer {
  const { streamed } = request;
  if (request.tooLarge)
    return { requestId, streamed, kind: "too-large", payload: request.body };
  // A streamed answer that fails half-way says so in trailers, the body in Base64.
  const brokenOff = request.trailers.get(ERROR_TYPE);
  if (brokenOff !== undefined) {
    const payload = Buffer.from(
      request.trailers.get(ERROR_BODY) ?? "",
      "base64",
    );
    return {
      requestId,
      streamed,
      kind: "error",
      payload,
      errorType: brokenOff,
    };
  }
  return {
    requestId,
    streamed,
    kind: isError ? "error" : "response",
    payload: request.body,
    errorType: request.headers.get(ERROR_TYPE),
  };
}
