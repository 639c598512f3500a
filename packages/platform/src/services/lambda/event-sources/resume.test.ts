import { equal } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startCloud } from "../../../../testing/cloud.ts";
import {
  makeWitness,
  mapped,
  nextSeen,
  queueNamed,
  send,
} from "../testing/mappings.ts";

test("a mapping goes on after a restart, without anybody calling", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "gatehouse-mapping-"));
  const settings = { GATEHOUSE_DATA_DIR: dataDir };
  try {
    {
      await using cloud = await startCloud(settings);
      const orders = await queueNamed(cloud, "orders", { DelaySeconds: "600" });
      await makeWitness(cloud, "witness");
      await mapped(cloud, "witness", "orders");
      await send(cloud, orders, "delayed");
    }
    await using cloud = await startCloud(settings);
    cloud.advance(601);
    const [record] = await nextSeen(cloud);
    equal(record?.body, "delayed");
    equal(record?.attributes["ApproximateReceiveCount"], "1");
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
