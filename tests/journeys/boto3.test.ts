import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { clientEnvironment, startProcess } from "../platform-process.ts";
import { hasTool, run } from "./tool.ts";
import { expectedVerdicts, verdictOf } from "./verdicts.ts";

const SCRIPT = fileURLToPath(new URL("boto3/newcomer.py", import.meta.url));

/** What the script prints. */
interface Told {
  readonly answer: unknown;
  readonly refusals: readonly string[];
  readonly events: readonly string[];
  readonly counted: number;
}

test("with boto3, a newcomer deploys what is signed and nothing else", async (t) => {
  const probe = ["python3", "-c", "import boto3"] as const;
  if (!hasTool(t, "boto3", probe, "Install it: pip install boto3.")) return;
  await using platform = await startProcess("--ephemeral");

  const { code, stdout, stderr } = await run(
    ["python3", SCRIPT],
    clientEnvironment(platform),
  );

  equal(code, 0, stderr);
  const told = JSON.parse(stdout) as Told;
  deepEqual(told.answer, { greeting: "Hello, world!" });
  deepEqual(
    told.refusals,
    expectedVerdicts.flatMap(({ error }) => error || []),
  );
  deepEqual(
    told.events.flatMap((event) => verdictOf(event) ?? []),
    expectedVerdicts,
  );
  equal(told.counted, 6);
  equal(platform.complaints(), "");
});
