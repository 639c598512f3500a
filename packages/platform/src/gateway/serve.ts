import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  decode,
  encode,
  validationErrorName,
  violations,
  type HttpAnswer,
  type OperationModel,
  type RequestHead,
} from "@gatehouse/wire";
import type { RequestFacts } from "../core/context.ts";
import { fault } from "../core/errors.ts";
import type { Operation } from "../core/operation.ts";
import { authenticate } from "./authenticate.ts";
import { allowOrigin, preflightAnswer } from "./cross-origin.ts";
import { match } from "./match.ts";
import { withCaller } from "./identify.ts";
import { perform } from "./perform.ts";
import type { Platform } from "./platform.ts";
import { answerOf, type Answering } from "./refusal.ts";
import { requestFacts, requestHead } from "./request-head.ts";
import { respond } from "./respond.ts";
import type { LoadedService } from "./services.ts";

/**
 * Answers one request: match → authenticate → decode → authorize → handle → commit → encode.
 * `perform` holds authorize, handle and commit, which calls between services share.
 */
export async function serve(
  platform: Platform,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedAt = performance.now();
  const head = requestHead(request);
  const answering: Answering = { head, requestId: randomUUID() };
  const answer = await answered(platform, request, head, answering).catch(
    (error: unknown) => answerOf(platform, answering, error),
  );
  await allowOrigin(platform, answering, answer);
  await respond(request, response, answer, answering.requestId);

  const { service = "unknown", operation } = answering;
  platform.meter.called(
    service,
    operation?.name ?? "unknown",
    answer.status,
    performance.now() - startedAt,
  );
}

/** What is found out on the way is noted in `answering`, for the wording of a refusal. */
async function answered(
  platform: Platform,
  request: IncomingMessage,
  head: RequestHead,
  answering: Answering,
): Promise<HttpAnswer> {
  const { requestId } = answering;
  const preflight = await preflightAnswer(platform, head, answering);
  if (preflight) return preflight;
  const matched = await match(platform, request, head, answering);
  const { loaded, model, protocol } = matched;
  const { caller, region, body } = await authenticate(
    platform,
    request,
    head,
    matched,
  );
  const operation = built(loaded, model);
  const facts = requestFacts(request, head);
  const input = constrained(
    model,
    addressed(loaded, facts, head, decode(protocol, model, head, body)),
  );
  const call = await withCaller(platform, {
    service: loaded.service,
    model,
    operation,
    input,
    caller,
    region: loaded.homeRegion ?? region,
    request: facts,
    requestId,
  });
  const output = await perform(platform, call);
  return encode(protocol, model, output, { requestId });
}

function built({ service }: LoadedService, model: OperationModel): Operation {
  const operation = service.operations.get(model.name);
  if (!operation)
    throw fault(
      "NotImplemented",
      `The operation ${model.name} of ${model.service.serviceId} is not built yet.`,
      501,
    );
  return operation;
}

/** Queries may be posted to a resource's own address, which then need not be said again. */
function addressed(
  { service: { addressed: member } }: LoadedService,
  { origin }: RequestFacts,
  { path }: RequestHead,
  input: Record<string, unknown>,
): Record<string, unknown> {
  return member === undefined || path === "/" || input[member] !== undefined
    ? input
    : { ...input, [member]: `${origin}${path}` };
}

function constrained(
  model: OperationModel,
  input: Record<string, unknown>,
): object {
  const text = violations(model, input);
  if (text !== undefined)
    throw fault(validationErrorName(model.service), text, 400);
  return input;
}
