import { deepEqual, equal } from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { clientsOf, type Clients } from "../packages/platform/testing/cloud.ts";
import { audit } from "./crash/audit.ts";
import { countsOf, emptyLedger } from "./crash/ledger.ts";
import { startLoad } from "./crash/load.ts";
import { makeWorld } from "./crash/world.ts";
import { startProcess, type PlatformProcess } from "./platform-process.ts";

/** `CRASH_ROUNDS=50` for a thorough run. */
const ROUNDS = Number(process.env["CRASH_ROUNDS"] ?? 2);
/** A kill comes within so many milliseconds after the load is under way. */
const LATEST_KILL = 1000;

test(`whatever was acknowledged outlives kill -9, ${ROUNDS} times over`, async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), "crash-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const ledger = emptyLedger();
  let platform = await startProcess("--data-dir", dataDir);

  try {
    const world = await makeWorld(rootClients(platform));
    for (let round = 1; round <= ROUNDS; round++) {
      const load = startLoad(rootClients(platform), world, ledger);
      await load.underWay();
      await sleep(Math.random() * LATEST_KILL);
      deepEqual(load.expectDeath(), [], "calls before the kill");
      await platform.kill();
      await load.ended;
      equal(platform.complaints(), "");

      platform = await startProcess("--data-dir", dataDir);
      equal(await platform.health(), "ok");
      await audit(rootClients(platform), ledger, round === ROUNDS);
      equal(platform.complaints(), "");
    }
  } catch (error) {
    const told = platform.complaints();
    throw new Error(`The platform said: ${told}`, { cause: error });
  } finally {
    await platform[Symbol.asyncDispose]();
  }
  equal(platform.complaints(), "");
  deepEqual(integrityOf(join(dataDir, "state.db")), "ok");
  t.diagnostic(`acknowledged and found: ${JSON.stringify(countsOf(ledger))}`);
});

function rootClients({ url, exports }: PlatformProcess): Clients {
  return clientsOf(url, {
    accessKeyId: exports["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: exports["AWS_SECRET_ACCESS_KEY"] ?? "",
  });
}

function integrityOf(file: string): unknown {
  using db = new DatabaseSync(file);
  return db.prepare("PRAGMA integrity_check").get()?.["integrity_check"];
}
