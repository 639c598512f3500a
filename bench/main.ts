import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { asynchronous } from "./asynchronous.ts";
import { authorization } from "./authorization.ts";
import { authz } from "./authz.ts";
import { calls } from "./calls.ts";
import { check } from "./check.ts";
import { coldStart } from "./cold-start.ts";
import { durableWrites } from "./durable-writes.ts";
import { table, type Figure } from "./figure.ts";
import { functionUrl } from "./function-url.ts";
import { guard } from "./guard.ts";
import { manyFunctions } from "./many-functions.ts";
import { sandbox } from "./sandbox.ts";
import { eventSources } from "./event-sources.ts";
import { proactive } from "./proactive.ts";
import { sqs } from "./sqs.ts";
import { stacks } from "./stacks.ts";
import { start } from "./start.ts";
import { processorTime, stolenSince } from "./stolen.ts";
import { verifyPackage } from "./verify-package.ts";
import { warmInvoke } from "./warm-invoke.ts";

/** Every benchmark by its name: `npm run bench [NAME …] [-- --json]`. */
const BENCHMARKS: Readonly<Record<string, () => Promise<Figure[]>>> = {
  start,
  calls,
  verify: verifyPackage,
  writes: durableWrites,
  invoke: warmInvoke,
  async: asynchronous,
  functions: manyFunctions,
  url: functionUrl,
  authz,
  authorization,
  sandbox,
  sqs,
  "event-sources": eventSources,
  cold: coldStart,
  guard,
  check,
  stacks,
  proactive,
};

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(", ")}. Choose from ${Object.keys(BENCHMARKS).join(", ")}.`,
  );
  process.exit(2);
}

const results: Record<string, Figure[]> = {};
if (!values.json)
  console.log(
    `Node ${process.versions.node}, ${availableParallelism()} cores\n`,
  );
for (const [name, run] of Object.entries(BENCHMARKS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const before = processorTime();
  results[name] = await run();
  if (!values.json)
    console.log(
      `${name}\n${table(results[name]).replaceAll(/^/gm, "  ")}\n  ${stolenSince(before)}\n`,
    );
}
if (values.json) console.log(JSON.stringify(results, undefined, 2));
