import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { clientEnvironment, startProcess } from "../platform-process.ts";
import { hasTool, run } from "./tool.ts";

const SCRIPT = fileURLToPath(new URL("boto3/events.py", import.meta.url));
const FORBIDDEN = [403, { Message: "Forbidden" }];
const ANSWERED = [200, { greeting: "Hello, url!" }];

test("with boto3, a function is called by its URL, by a queue and asynchronously, and an alarm watches", async (t) => {
  const probe = ["python3", "-c", "import boto3"] as const;
  if (!hasTool(t, "boto3", probe, "Install it: pip install boto3.")) return;
  await using platform = await startProcess("--ephemeral");

  const { code, stdout, stderr } = await run(
    ["python3", SCRIPT],
    clientEnvironment(platform),
  );

  equal(code, 0, stderr);
  deepEqual(JSON.parse(stdout), {
    urls: {
      signed: ANSWERED,
      unsigned: FORBIDDEN,
      "open but not permitted": FORBIDDEN,
      open: ANSWERED,
    },
    returned: ["bad"],
    destination: {
      condition: "RetriesExhausted",
      request: { fail: true },
      error: "as asked",
    },
    alarm: ["INSUFFICIENT_DATA", "ALARM"],
  });
  equal(platform.complaints(), "");
});
