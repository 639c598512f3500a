import { RequestTooLargeException } from "@aws-sdk/client-lambda";
import type { InvocationResult } from "@gatehouse/sandbox";
import type { Context } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import type {
  Hosted,
  HostedAnswer,
  HostedHead,
  HostedRequest,
  HostedTarget,
} from "../../../core/hosted.ts";
import {
  formatTraceHeader,
  parseTraceHeader,
  newTraceId,
} from "../../../core/trace-header.ts";
import { referenceTo, type FunctionReference } from "../function-reference.ts";
import { LARGEST_PAYLOAD } from "../invocation/payload.ts";
import { run, runStreaming, type FunctionCall } from "../invocation/run.ts";
import { findTarget } from "../invocation/target.ts";
import { onFunction } from "../permissions.ts";
import { answerOf } from "./answer.ts";
import { preflightAnswer, withCors } from "./cors.ts";
import { eventOf } from "./event.ts";
import { measureUrl } from "./metrics.ts";
import { streamedAnswer } from "./streamed-answer.ts";
import { functionUrls, urlIds, type FunctionUrlRow } from "./tables.ts";

/** A function URL as a request finds it. */
interface UrlTarget extends HostedTarget {
  readonly row: FunctionUrlRow;
  readonly reference: FunctionReference;
}

/** Function URLs: plain HTTP for functions. */
export const functionUrlHosts: Hosted = {
  async find(id, ctx): Promise<UrlTarget | undefined> {
    const owner = await ctx.table(urlIds).get(id);
    const row =
      owner &&
      (await ctx
        .table(functionUrls, owner)
        .get(owner.functionName, owner.qualifier));
    if (!row) return undefined;
    const { accountId, region, functionName, qualifier } = owner;
    return {
      id,
      accountId,
      region,
      signed: row.authType === "AWS_IAM",
      row,
      reference: referenceTo(owner, functionName, qualifier || undefined),
    };
  },

  preflight(target, request) {
    const { cors } = urlOf(target);
    return cors && preflightAnswer(cors, request);
  },

  operation: {
    name: "InvokeFunctionUrl",
    audit: {
      category: "Data",
      readOnly: false,
      eventName: "InvokeFunctionUrl",
      redact: [],
    },
    maxBody: LARGEST_PAYLOAD,

    /** Both since October 2025 (Lambda guide, "Control access to Lambda function URLs"). */
    async needs({ target }: HostedRequest, ctx) {
      const { row, reference } = target as UrlTarget;
      const on = async (action: string, keys: Record<string, string>) => ({
        ...(await onFunction(action, reference, ctx, keys)),
        resource: reference.arn,
      });
      return [
        await on("lambda:InvokeFunctionUrl", {
          "lambda:FunctionArn": reference.functionArn,
          "lambda:FunctionUrlAuthType": row.authType,
        }),
        await on("lambda:InvokeFunction", {
          "lambda:InvokedViaFunctionUrl": "true",
        }),
      ];
    },

    handle: invoke,
  },

  refusal(refused, target, request) {
    const [status, text] = told(refused);
    return answered(target, request, {
      status,
      headers: {
        "content-type": "application/json",
        "x-amzn-errortype":
          text === FORBIDDEN ? "AccessDeniedException" : refused.name,
      },
      body: text,
    });
  },

  answered(target, outcome, platform, now) {
    measureUrl(target, urlOf(target), outcome, platform, now);
  },
};

const urlOf = (target: HostedTarget): FunctionUrlRow =>
  (target as UrlTarget).row;

async function invoke(
  request: HostedRequest,
  ctx: Context,
): Promise<HostedAnswer> {
  const { row, reference } = request.target as UrlTarget;
  const target = await findTarget(reference, ctx);
  const given = parseTraceHeader(ctx.request.headers["x-amzn-trace-id"]);
  const trace = { ...given, root: given.root ?? newTraceId(ctx.now()) };
  const call: FunctionCall = {
    requestId: ctx.requestId,
    payload: payloadOf(request, formatTraceHeader(trace), ctx),
    clientContext: undefined,
    traceId: formatTraceHeader(trace),
  };
  const answer = await (
    row.invokeMode === "RESPONSE_STREAM"
      ? runStreaming(target, call, ctx).then(streamedAnswer)
      : run(target, call, ctx).then(bufferedAnswer)
  ).catch(roleFailure);
  if (!answer) throw badGateway();
  const headers = {
    ...answer.headers,
    "x-amzn-trace-id": `Root=${trace.root}`,
  };
  return answered(request.target, request, { ...answer, headers });
}

function bufferedAnswer({
  payload,
  functionError,
}: Pick<InvocationResult, "payload" | "functionError">):
  HostedAnswer | undefined {
  return functionError === undefined ? answerOf(payload) : undefined;
}

/** Whoever calls is not told that the function's own role is at fault. */
function roleFailure(error: unknown): never {
  throw error instanceof Fault && error.name === "AccessDeniedException"
    ? badGateway()
    : error;
}

/** @throws Fault RequestTooLargeException: an event must fit into a payload, its body in base64 where need be */
function payloadOf(
  request: HostedRequest,
  traceId: string,
  { caller, now, request: facts, requestId }: Context,
): Uint8Array {
  const { id, region } = request.target;
  const event = eventOf(request, {
    requestId,
    urlId: id,
    region,
    caller,
    sourceIp: facts.sourceIp,
    secure: facts.secure,
    traceId,
    now: now(),
  });
  const payload = Buffer.from(JSON.stringify(event));
  if (payload.byteLength > LARGEST_PAYLOAD)
    throw fault(
      RequestTooLargeException,
      `Request must be smaller than ${LARGEST_PAYLOAD} bytes for the InvokeFunction operation`,
    );
  return payload;
}

function answered(
  target: HostedTarget | undefined,
  { headers }: HostedHead,
  answer: HostedAnswer,
): HostedAnswer {
  const cors = target && urlOf(target).cors;
  return { ...answer, headers: withCors(cors, headers.origin, answer.headers) };
}

const badGateway = () => fault("InternalServerErrorException", INTERNAL, 502);

const INTERNAL = "Internal Server Error";
const FORBIDDEN = '{"Message":"Forbidden"}';

/** Status and body of a refusal, as function URLs tell it: little to those who may not call. */
function told({ name, message, status }: Fault): [number, string] {
  const say = (Message: string | null) => JSON.stringify({ Message });
  switch (name) {
    case "AccessDeniedException":
    case "MissingAuthenticationTokenException":
      return [403, FORBIDDEN];
    case "ResourceNotFoundException":
      return [404, say(null)];
    case "TooManyRequestsException":
    case "ThrottlingException":
      return [429, say("Too Many Requests")];
    case "RequestTooLargeException":
    case "RequestEntityTooLargeException":
      return [413, say(message)];
    default:
      return status >= 500
        ? [status === 502 ? 502 : 500, INTERNAL]
        : [status || 400, say(message)];
  }
}
