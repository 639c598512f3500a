import {
  closeSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LAMBDA_TRUST, queryCall } from "./client.ts";
import type { Figure } from "./figure.ts";
import { load, percentile } from "./load.ts";
import { platformServer } from "./server/processes.ts";

/** An account has 1,000 roles at most. */
const REQUESTS = { 1: 150, 16: 400, 64: 400 } as const;

/** CreateRole on the embedded store, beside appending a record of its size to a file with one sync each. */
export async function durableWrites(): Promise<Figure[]> {
  await using platform = await platformServer();
  const synced = syncedAppends();
  const figures: Figure[] = [];
  for (const connections of [1, 16, 64] as const) {
    const requests = REQUESTS[connections];
    const calls = Array.from({ length: requests }, (_, i) =>
      queryCall(
        platform,
        "iam",
        `Action=CreateRole&AssumeRolePolicyDocument=${encodeURIComponent(LAMBDA_TRUST)}&RoleName=role-${connections}-${i}&Version=2010-05-08`,
      ),
    );
    const run = await load(platform.url, (i) => calls[i]!, {
      requests,
      connections,
    });
    figures.push(
      {
        what: `durable CreateRole, ${connections} at a time`,
        value: requests / run.seconds,
        unit: "/s",
        baseline: {
          what: "append and fdatasync, one at a time",
          value: synced,
        },
      },
      { what: `  p99`, value: percentile(run, 0.99), unit: "ms" },
    );
  }
  return figures;
}

function syncedAppends(): number {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  const file = openSync(join(folder, "log"), "a");
  const record = Buffer.alloc(2048, "x");
  const rounds = 500;
  const began = performance.now();
  for (let i = 0; i < rounds; i++) {
    writeSync(file, record);
    fdatasyncSync(file);
  }
  const seconds = (performance.now() - began) / 1000;
  closeSync(file);
  rmSync(folder, { recursive: true });
  return rounds / seconds;
}
