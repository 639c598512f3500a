import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  spokenDenial,
  type OperationModel,
  type RequestHead,
} from "@gatehouse/wire";
import { ANONYMOUS, type Caller } from "../core/caller.ts";
import { Fault, fault } from "../core/errors.ts";
import { functionUrlAddress } from "../core/function-url.ts";
import type {
  Hosted,
  HostedAnswer,
  HostedHead,
  HostedTarget,
} from "../core/hosted.ts";
import { identified } from "./authenticate.ts";
import { bodyFault } from "./body-fault.ts";
import { readBody } from "./body.ts";
import { modelOf } from "./own/own-operation.ts";
import { perform } from "./perform.ts";
import type { Platform } from "./platform.ts";
import { internalRequest, RequestContext } from "./request-context.ts";
import { requestFacts, requestHead } from "./request-head.ts";
import { respond } from "./respond.ts";
import type { LoadedService } from "./services.ts";

/** The service whose function URLs these are. */
const SERVICE = "lambda";

/** What the record of such a call shows of it: neither its body nor its headers. */
const SHOWN = ["method", "path"];

/**
 * Answers a request to a function URL: find → authenticate → authorize → handle → commit, as every call, but in
 * plain HTTP.
 */
export async function serveHosted(
  platform: Platform,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedAt = performance.now();
  const requestId = randomUUID();
  const loaded = await loadedService(platform);
  const { hosted } = loaded;
  const head = requestHead(request);
  const address = functionUrlAddress(head.headers["host"], head.path);
  const seen: HostedHead = {
    method: head.method,
    path: address?.path ?? head.path,
    query: head.query,
    headers: distinctHeaders(request),
    httpVersion: request.httpVersion,
  };
  let target: HostedTarget | undefined;
  let answer: HostedAnswer;
  try {
    target = await found(platform, hosted, address);
    answer =
      hosted.preflight(target, seen) ??
      (await performed(
        platform,
        loaded,
        target,
        request,
        head,
        seen,
        requestId,
      ));
  } catch (error) {
    answer = hosted.refusal(asFault(platform, requestId, error), target, seen);
  }
  await respond(
    request,
    response,
    { ...answer, headers: { ...answer.headers }, headFirst: true },
    requestId,
  );

  const { status } = answer;
  const milliseconds = performance.now() - startedAt;
  if (target)
    hosted.answered(
      target,
      { status, milliseconds },
      platform.facts,
      platform.clock.now(),
    );
  platform.meter.called(SERVICE, hosted.operation.name, status, milliseconds);
}

type LoadedHost = LoadedService & { readonly hosted: Hosted };

async function loadedService(platform: Platform): Promise<LoadedHost> {
  const entry = platform.services.named(SERVICE);
  const loaded = entry && (await platform.services.load(entry));
  const hosted = loaded?.service.hosted;
  if (!hosted) throw new Error(`Service ${SERVICE} has no hosts.`);
  return { ...loaded, hosted };
}

/** @throws Fault ResourceNotFoundException where the address names nothing, or something of another Region */
async function found(
  platform: Platform,
  hosted: Hosted,
  address: ReturnType<typeof functionUrlAddress>,
): Promise<HostedTarget> {
  const ctx = new RequestContext(platform, {
    caller: ANONYMOUS,
    region: platform.facts.region,
    request: internalRequest(SERVICE),
    requestId: "",
  });
  const target = address && (await hosted.find(address.urlId, ctx));
  if (!target || (address.region ?? target.region) !== target.region)
    throw fault("ResourceNotFoundException", "Not Found", 404);
  return target;
}

async function performed(
  platform: Platform,
  { service, hosted }: LoadedHost,
  target: HostedTarget,
  request: IncomingMessage,
  head: RequestHead,
  seen: HostedHead,
  requestId: string,
): Promise<HostedAnswer> {
  const { operation } = hosted;
  const body = await readBody(request, operation.maxBody, "InvokeFunction");
  const caller = await callerOf(platform, target, head, body);
  const output = await perform(platform, {
    service,
    model: recordedAs(operation.name),
    operation,
    input: { ...seen, target, body },
    caller,
    accountId: target.accountId,
    region: target.region,
    request: requestFacts(request, head),
    requestId,
  });
  return output as HostedAnswer;
}

const models = new Map<string, OperationModel>();

function recordedAs(name: string): OperationModel {
  let model = models.get(name);
  if (!model) models.set(name, (model = modelOf(name, SHOWN)));
  return model;
}

/** Nobody is asked for a signature where the target wants none: what looks like one is the function's business. */
async function callerOf(
  platform: Platform,
  { signed, region }: HostedTarget,
  head: RequestHead,
  body: Buffer,
): Promise<Caller> {
  if (!signed) return ANONYMOUS;
  const sender = await identified(platform, head, SERVICE, body, false);
  if (!sender.ok) {
    const { name, message, status } = spokenDenial(sender, "restJson1");
    throw fault(name, message, status);
  }
  if (sender.region !== region)
    throw fault(
      "InvalidSignatureException",
      `Credential should be scoped to a valid region, not '${sender.region}'.`,
      403,
    );
  return sender.caller;
}

function asFault(platform: Platform, requestId: string, error: unknown): Fault {
  const known = error instanceof Fault ? error : bodyFault(error);
  if (known) return known;
  platform.log.error(`Request ${requestId} failed.`, error);
  return fault("InternalServerErrorException", "Internal Server Error", 500);
}

function distinctHeaders({
  headersDistinct,
}: IncomingMessage): HostedHead["headers"] {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values = []]) => [
      name,
      values.join(name === "cookie" ? "; " : ","),
    ]),
  );
}
