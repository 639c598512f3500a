import type { IncomingMessage, ServerResponse } from "node:http";
import { answers, LARGEST_ANSWER, openBox } from "../core/answer-box.ts";
import { Table } from "../core/table.ts";
import { timeOrderedId } from "../core/time-ordered-id.ts";
import { UnitOfWork } from "../store/unit-of-work.ts";
import type { Platform } from "./platform.ts";

/** Takes an answer in; it is durable before it is said to be there. */
export async function takeAnswer(
  { facts, clock, store }: Platform,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "", "http://localhost");
  const box = openBox(url, facts.secret, clock.now());
  if (box === undefined)
    return say(response, 403, "The address is not valid or has expired.");
  const text = await bodyOf(request);
  if (text === undefined)
    return say(
      response,
      413,
      `An answer may have ${LARGEST_ANSWER} bytes at most.`,
    );
  const unit = new UnitOfWork(store);
  await new Table(answers, unit, { accountId: "", region: "" }).put({
    box,
    id: timeOrderedId(clock.now()),
    text,
  });
  await store.commit(unit.unit());
  response.writeHead(200).end();
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > LARGEST_ANSWER) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function say(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ message }));
}
