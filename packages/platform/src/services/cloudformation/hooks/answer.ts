/** A finding that a hook reports beside its answer (hooks guide, "Hook annotations"). */
export interface Annotation {
  readonly name: string;
  readonly status: "PASSED" | "FAILED" | "SKIPPED";
  readonly statusMessage?: string;
  readonly remediationMessage?: string;
  readonly remediationLink?: string;
  readonly severityLevel?: string;
}

/** What a hook answers when it is asked. */
export interface HookAnswer {
  readonly status: "SUCCESS" | "FAILED" | "IN_PROGRESS";
  /** `NonCompliant` is the hook's judgement; anything else means that there is none. */
  readonly errorCode?: string;
  readonly message: string;
  readonly annotations: readonly Annotation[];
  /** With IN_PROGRESS: what the hook is told when it is asked again, and after how many seconds. */
  readonly callbackContext?: unknown;
  readonly delaySeconds: number;
}

/** Characters of a message. */
const LONGEST_MESSAGE = 4096;
/** Seconds that a hook may ask to wait. */
const LONGEST_DELAY = 900;
const MOST_ANNOTATIONS = 100;
const LONGEST_ANNOTATION = 16_384;

/** The answer that stands for a hook that gave none. */
export function broken(message: string): HookAnswer {
  return {
    status: "FAILED",
    errorCode: "InternalFailure",
    message: message.slice(0, LONGEST_MESSAGE),
    annotations: [],
    delaySeconds: 0,
  };
}

/** Reads what a function or a handler answered; anything else than an answer is a failure that says so. */
export function readAnswer(payload: Uint8Array, token: string): HookAnswer {
  const value = parsed(Buffer.from(payload).toString("utf8"));
  if (!isObject(value)) return broken("The hook's response is not valid JSON");
  const { hookStatus, status = hookStatus, errorCode, message } = value;
  const {
    clientRequestToken,
    callbackContext,
    callbackDelaySeconds,
    annotations,
  } = value;
  if (status !== "SUCCESS" && status !== "FAILED" && status !== "IN_PROGRESS")
    return broken(
      `The hook's response has no valid hookStatus: ${String(JSON.stringify(status))}`,
    );
  if (clientRequestToken != null && clientRequestToken !== token)
    return broken(
      "The hook's response has another clientRequestToken than its request",
    );
  const delay = Number(callbackDelaySeconds ?? 0);
  return {
    status,
    ...(typeof errorCode === "string" ? { errorCode } : {}),
    message: isText(message) ? message.slice(0, LONGEST_MESSAGE) : "",
    annotations: Array.isArray(annotations)
      ? annotations.slice(0, MOST_ANNOTATIONS).flatMap(annotation)
      : [],
    ...(callbackContext == null ? {} : { callbackContext }),
    delaySeconds: Math.min(Math.max(delay || 0, 0), LONGEST_DELAY),
  };
}

const STATUSES: ReadonlySet<unknown> = new Set(["PASSED", "FAILED", "SKIPPED"]);

function annotation(value: unknown): Annotation[] {
  if (!isObject(value)) return [];
  const { annotationName, status } = value;
  if (!isText(annotationName) || !STATUSES.has(status)) return [];
  const texts = Object.fromEntries(
    [
      "statusMessage",
      "remediationMessage",
      "remediationLink",
      "severityLevel",
    ].flatMap((name) => {
      const text = value[name];
      return isText(text) && text !== ""
        ? [[name, text.slice(0, LONGEST_ANNOTATION)]]
        : [];
    }),
  );
  return [
    {
      name: annotationName.slice(0, 1024),
      status: status as Annotation["status"],
      ...texts,
    },
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string";
