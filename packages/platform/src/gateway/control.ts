import type { IncomingMessage, ServerResponse } from "node:http";
import { ANSWERS } from "../core/answer-box.ts";
import { DOWNLOADS } from "../core/download.ts";
import { takeAnswer } from "./answer-box.ts";
import { download } from "./download.ts";
import { Table } from "../core/table.ts";
import { NOTICE_CERTIFICATES } from "../core/trust/notice-signer.ts";
import {
  authorities,
  INSTALLATION,
  noticeSigners,
} from "../core/trust/tables.ts";
import { UnitOfWork } from "../store/unit-of-work.ts";
import type { Platform } from "./platform.ts";

const LONGEST_BODY = 4096;

/** The platform's own few routes, under `/_gatehouse/`. */
export async function control(
  platform: Platform,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const route = `${request.method} ${request.url?.split("?")[0]}`;
  if (route.startsWith(`GET ${DOWNLOADS}`))
    return download(platform, request, response);
  if (route.startsWith(`PUT ${ANSWERS}`))
    return takeAnswer(platform, request, response);
  if (route.startsWith(`GET ${NOTICE_CERTIFICATES}`))
    return noticeCertificate(platform, route, response);
  switch (route) {
    case "GET /_gatehouse/health":
      answer(response, 200, { status: "ok", ...platform.health() });
      return;
    case "GET /_gatehouse/metrics":
      response.writeHead(200, {
        "content-type": "text/plain; version=0.0.4; charset=utf-8",
      });
      response.end(platform.meter.text());
      return;
    case "GET /_gatehouse/trust-root":
      await trustRoot(platform, response);
      return;
    case "POST /_gatehouse/reset":
    case "POST /_gatehouse/clock":
      await timeAndState(platform, route, request, response);
      return;
    default: {
      const api = await platform.own();
      const own = api.at(route);
      if (own) return api.serve(own, request, response);
      answer(response, 404, { message: `There is no ${route}.` });
    }
  }
}

/** The certificate with which anyone can check offline what this installation signed. */
async function trustRoot(
  { store }: Platform,
  response: ServerResponse,
): Promise<void> {
  const row = await new Table(authorities, new UnitOfWork(store), {
    accountId: "",
    region: "",
  }).get(INSTALLATION);
  if (!row) {
    answer(response, 404, { message: "Nothing was signed here yet." });
    return;
  }
  response.writeHead(200, { "content-type": "application/x-pem-file" });
  response.end(row.authority.root.certificatePem);
}

/** The certificates by which receivers check what SNS sent them. */
async function noticeCertificate(
  { store }: Platform,
  route: string,
  response: ServerResponse,
): Promise<void> {
  const place = { accountId: "", region: "" };
  const rows = new Table(noticeSigners, new UnitOfWork(store), place);
  const row = await rows.get(INSTALLATION);
  if (!row || route !== `GET ${NOTICE_CERTIFICATES}${row.fingerprint}.pem`) {
    answer(response, 404, { message: "There is no such certificate." });
    return;
  }
  response.writeHead(200, { "content-type": "application/x-pem-file" });
  response.end(row.chainPem);
}

/** Wiping and time travel are for throw-away installations only. */
async function timeAndState(
  platform: Platform,
  route: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!platform.facts.ephemeral) {
    answer(response, 403, {
      message: "Only a platform started with --ephemeral offers this.",
    });
    return;
  }
  if (route.endsWith("reset")) {
    await platform.reset();
    answer(response, 200, { status: "reset" });
    return;
  }
  const seconds = await advanceSeconds(request);
  if (seconds === undefined) {
    answer(response, 400, {
      message: 'Send {"advanceSeconds": n} with a number from 0 to 1e10.',
    });
    return;
  }
  platform.clock.advance(seconds);
  answer(response, 200, { now: new Date(platform.clock.now()).toISOString() });
}

async function advanceSeconds(
  request: IncomingMessage,
): Promise<number | undefined> {
  let text = "";
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString();
    if (text.length > LONGEST_BODY) return undefined;
  }
  try {
    const { advanceSeconds: seconds } = JSON.parse(text) as {
      advanceSeconds?: unknown;
    };
    return typeof seconds === "number" && seconds >= 0 && seconds <= 1e10
      ? seconds
      : undefined;
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
