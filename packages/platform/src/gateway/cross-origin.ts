import { claim, type HttpAnswer, type RequestHead } from "@gatehouse/wire";
import { ANONYMOUS } from "../core/caller.ts";
import type { NeedsContext } from "../core/context.ts";
import type { Platform } from "./platform.ts";
import type { Answering } from "./refusal.ts";
import { internalRequest, RequestContext } from "./request-context.ts";

/**
 * Answers a browser's preflight for a service that has rules for them: nobody signs it, and it does nothing. Undefined
 * for every other request. @throws Fault where the service does not allow what is asked for
 */
export async function preflightAnswer(
  platform: Platform,
  head: RequestHead,
  answering: Answering,
): Promise<HttpAnswer | undefined> {
  if (head.method !== "OPTIONS") return undefined;
  const entry = platform.services.claimed(claim(head));
  if (!entry) return undefined;
  const { service, model } = await platform.services.load(entry);
  const { crossOrigin } = service;
  if (!crossOrigin) return undefined;
  answering.service = entry.name;
  answering.protocol = model.defaultProtocol;
  const headers = await crossOrigin.preflight(head, anyone(platform));
  return { status: 200, headers, body: undefined };
}

/** Lets the page of another origin see an answer, where the service has rules for that. */
export async function allowOrigin(
  platform: Platform,
  { head, service }: Answering,
  answer: HttpAnswer,
): Promise<void> {
  if (head.headers["origin"] === undefined || head.method === "OPTIONS") return;
  const entry =
    service === undefined ? undefined : platform.services.named(service);
  const loaded = entry && (await platform.services.load(entry));
  const headers = await loaded?.service.crossOrigin?.headers(
    head,
    anyone(platform),
  );
  Object.assign(answer.headers, headers);
}

function anyone(platform: Platform): NeedsContext {
  return new RequestContext(platform, {
    caller: ANONYMOUS,
    region: platform.facts.region,
    request: internalRequest("a browser"),
    requestId: "",
  });
}
