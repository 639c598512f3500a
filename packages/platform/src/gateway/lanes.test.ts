import { deepEqual, equal, ok } from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startCloud, type Cloud } from "../../testing/cloud.ts";
import { serviceCaller } from "../core/caller.ts";
import { event } from "../core/event.ts";
import { on } from "../core/service.ts";
import { table, Table } from "../core/table.ts";
import { UnitOfWork } from "../store/unit-of-work.ts";
import { Lanes } from "./lanes.ts";
import type { Platform } from "./platform.ts";
import { internalRequest, RequestContext } from "./request-context.ts";

const happened = event<{ lane: string; n: number }>("test.Happened", {
  lane: ({ lane }) => lane,
});
const seen = table<{ n: number }>()({
  name: "test.seen",
  scope: "global",
  key: ({ n }) => [n],
});

test("an event is handled once it is due, and what its listener writes stays", async () => {
  await using cloud = await startCloud();
  await using box = handling(cloud, async (n, ctx) =>
    ctx.table(seen).put({ n }),
  );
  await emit(box.platform, "a", [1]);
  await emit(box.platform, "a", [2], 3600);
  await settled(box.lanes);
  deepEqual(await rows(cloud), [1]);
  cloud.advance(3601);
  await settled(box.lanes);
  deepEqual(await rows(cloud), [1, 2]);
});

test("more events than are remembered are all handled, each once, and begun in their order", async () => {
  await using cloud = await startCloud();
  const begun: number[] = [];
  await using box = handling(cloud, async (n, ctx) => {
    begun.push(n);
    await ctx.table(seen).put({ n });
  });
  const all = Array.from({ length: 3000 }, (_, n) => n);
  await emit(box.platform, "a", all);
  await settled(box.lanes);
  deepEqual(begun, all);
  deepEqual(await rows(cloud), all);
});

test("a lane that is stuck leaves slots to others, however many are stuck", async () => {
  await using cloud = await startCloud();
  const release = Promise.withResolvers<void>();
  let running = 0;
  await using box = handling(cloud, async (n, ctx) => {
    if (n < 0) {
      running++;
      await release.promise;
    } else await ctx.table(seen).put({ n });
  });
  const stuck = Array.from({ length: 200 }, () => -1);
  for (let lane = 0; lane < 100; lane++)
    await emit(box.platform, `stuck-${lane}`, stuck);
  await emit(box.platform, "free", [1, 2, 3]);
  while ((await rows(cloud)).length < 3) await soon();
  ok(running >= 100, "every lane has something under way");
  release.resolve();
});

test("a listener that fails leaves nothing, and is called again later; others of its lane go on", async () => {
  await using cloud = await startCloud();
  let calls = 0;
  await using box = handling(cloud, async (n, ctx) => {
    await ctx.table(seen).put({ n });
    if (n === 7 && ++calls === 1) throw new Error("Not this time.");
  });
  await emit(box.platform, "a", [7, 8]);
  await settled(box.lanes);
  deepEqual(await rows(cloud), [8]);
  cloud.advance(2);
  await settled(box.lanes);
  deepEqual(await rows(cloud), [7, 8]);
  equal(calls, 2);
});

test("what a closing platform breaks off, and what it never began, is handled by the next", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "lanes-"));
  try {
    {
      await using cloud = await startCloud({ GATEHOUSE_DATA_DIR: dataDir });
      const begun = Promise.withResolvers<void>();
      const broken = Promise.withResolvers<void>();
      const box = handling(cloud, async () => {
        begun.resolve();
        await broken.promise;
      });
      await emit(box.platform, "a", [1]);
      await emit(box.platform, "b", [2], 60);
      await begun.promise;
      const closed = box[Symbol.asyncDispose]();
      broken.reject(new Error("closing"));
      await closed;
    }
    await using cloud = await startCloud({ GATEHOUSE_DATA_DIR: dataDir });
    await using box = handling(cloud, async (n, ctx) =>
      ctx.table(seen).put({ n }),
    );
    await settled(box.lanes);
    deepEqual(await rows(cloud), [1]);
    cloud.advance(61);
    await settled(box.lanes);
    deepEqual(await rows(cloud), [1, 2]);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

/** The cloud's platform with one more service, which listens. */
function handling(
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
  // The platform's own lanes would deliver the same events, to nobody.
  void platform.lanes.close();
  const lanes = new Lanes(() => own);
  lanes.start();
  return {
    platform: own,
    lanes,
    [Symbol.asyncDispose]: () => lanes.close(),
  };
}

async function emit(
  platform: Platform,
  lane: string,
  numbers: readonly number[],
  inSeconds = 0,
): Promise<void> {
  const ctx = new RequestContext(platform, {
    caller: serviceCaller("test.amazonaws.com", "000000000000"),
    region: "us-east-1",
    request: internalRequest("test.amazonaws.com"),
    requestId: "test",
  });
  const at = platform.clock.now() + inSeconds * 1000;
  for (const n of numbers) ctx.emit(happened, { lane, n }, { at });
  await platform.store.commit(ctx.unit.unit());
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 2));

async function settled(lanes: Lanes): Promise<void> {
  do await soon();
  while (lanes.busy);
}

async function rows(cloud: Cloud): Promise<number[]> {
  const unit = new UnitOfWork(cloud.running.platform.store);
  const listed = await new Table(seen, unit, {
    accountId: "",
    region: "",
  }).list();
  return listed.rows.map(({ n }) => n);
}
