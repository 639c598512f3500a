import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { event } from "../core/event.ts";
import { on } from "../core/service.ts";
import { table, Table } from "../core/table.ts";
import { startCloud, type Cloud } from "../../testing/cloud.ts";
import { serviceCaller } from "../core/caller.ts";
import { UnitOfWork } from "../store/unit-of-work.ts";
import { Outbox } from "./outbox.ts";
import type { Platform } from "./platform.ts";
import { internalRequest, RequestContext } from "./request-context.ts";

const happened = event<{ n: number }>("test.Happened");
const seen = table<{ n: number }>()({
  name: "test.seen",
  scope: "global",
  key: ({ n }) => [n],
});

test("an event is handled once it is due, and what its listener writes stays", async () => {
  await using cloud = await startCloud();
  await using box = listening(cloud, async (n, ctx) =>
    ctx.table(seen).put({ n }),
  );
  await emit(box.platform, 1);
  await emit(box.platform, 2, 3600);
  await cloud.settled();
  deepEqual(await rows(cloud), [1]);
  cloud.advance(3601);
  await cloud.settled();
  deepEqual(await rows(cloud), [1, 2]);
});

test("a listener that fails leaves nothing, and is called again later", async () => {
  await using cloud = await startCloud();
  let calls = 0;
  await using box = listening(cloud, async (n, ctx) => {
    await ctx.table(seen).put({ n });
    if (++calls === 1) throw new Error("Not this time.");
  });
  await emit(box.platform, 7);
  await cloud.settled();
  deepEqual(await rows(cloud), []);
  cloud.advance(2);
  await cloud.settled();
  deepEqual(await rows(cloud), [7]);
  equal(calls, 2);
});

test("many events are all handled, each once", async () => {
  await using cloud = await startCloud();
  await using box = listening(cloud, async (n, ctx) =>
    ctx.table(seen).put({ n }),
  );
  const all = Array.from({ length: 300 }, (_, n) => n);
  await Promise.all(all.map((n) => emit(box.platform, n)));
  await cloud.settled();
  deepEqual(await rows(cloud), all);
});

/** The cloud's platform with one more service, which listens. */
function listening(
  cloud: Cloud,
  handle: (n: number, ctx: RequestContext) => Promise<void>,
) {
  const { platform } = cloud.running;
  const entry = {
    name: "test",
    namespace: "",
    scope: "test",
    load: () => Promise.reject(new Error("not by name")),
  };
  const listener = on(happened, ({ n }, ctx) =>
    handle(n, ctx as RequestContext),
  );
  const services = {
    listeningTo: () => [entry],
    load: async () => ({ service: { listeners: [listener] } }),
  } as unknown as Platform["services"];
  const quiet = { ...platform.log, error: () => undefined };
  const own: Platform = { ...platform, services, log: quiet };
  const outbox = new Outbox(() => own);
  outbox.start();
  return { platform: own, [Symbol.asyncDispose]: () => outbox.close() };
}

async function emit(
  platform: Platform,
  n: number,
  inSeconds = 0,
): Promise<void> {
  const ctx = new RequestContext(platform, {
    caller: serviceCaller("test.amazonaws.com", "000000000000"),
    region: "us-east-1",
    request: internalRequest("test.amazonaws.com"),
    requestId: "test",
  });
  ctx.emit(happened, { n }, { at: platform.clock.now() + inSeconds * 1000 });
  await platform.store.commit(ctx.unit.unit());
}

async function rows(cloud: Cloud): Promise<number[]> {
  const unit = new UnitOfWork(cloud.running.platform.store);
  const listed = await new Table(seen, unit, {
    accountId: "",
    region: "",
  }).list();
  return listed.rows.map(({ n }) => n);
}
