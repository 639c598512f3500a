import { deepEqual, equal } from "node:assert/strict";
import { Agent } from "node:http";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { clientsOf } from "../packages/platform/testing/cloud.ts";
import { inputsOf } from "./garbage/inputs.ts";
import type { Draft, Mutation } from "./garbage/draft.ts";
import { mutations } from "./garbage/mutations.ts";
import { sender, type Answer } from "./garbage/send.ts";
import { allTargets, type Target } from "./garbage/targets.ts";
import { makeWorld } from "./garbage/world.ts";
import { startProcess, type PlatformProcess } from "./platform-process.ts";

/** `GARBAGE_SECONDS=900 PROPERTY_SEED=random` for a thorough run; a number repeats one. */
const SECONDS = Number(process.env["GARBAGE_SECONDS"] ?? 15);
const SEED = Number(process.env["PROPERTY_SEED"] ?? 1) || Date.now() % 1e9;

/** Node's HTTP server reads no longer heads than 16 KiB, whatever is in them. */
const LONGEST_HEAD = 15_000;

const services = await allTargets();
const count = services.flatMap(({ targets }) => targets).length;
const agent = new Agent({ keepAlive: true });
let platform: PlatformProcess;
before(async () => {
  platform = await startProcess("--ephemeral");
});
after(async () => {
  agent.destroy();
  await platform[Symbol.asyncDispose]();
});

for (const { service, targets } of services)
  test(`no garbage gets a failure out of ${service} (seed ${SEED})`, async (t) => {
    await platform.reset();
    const known = await makeWorld(
      clientsOf(platform.url, {
        accessKeyId: platform.exports["AWS_ACCESS_KEY_ID"] ?? "",
        secretAccessKey: platform.exports["AWS_SECRET_ACCESS_KEY"] ?? "",
      }),
    );
    const send = sender(platform, agent);
    const statuses = new Map<string, number>();
    const failures: string[] = [];

    for (const target of targets) {
      const cases = fc.record({
        input: inputsOf(target.operation, known),
        spoils: fc.oneof(
          fc.constant<Mutation[]>([]),
          fc.array(mutations, { minLength: 1, maxLength: 2 }),
        ),
      });
      let smallest = "";
      const property = fc.asyncProperty(cases, async (made) => {
        try {
          const { answer, verdict } = await tried(target, made, send);
          statuses.set(answer, (statuses.get(answer) ?? 0) + 1);
          if (verdict === undefined) return;
          throw new Error(verdict);
        } catch (error) {
          // The last one is the smallest.
          smallest = String(error);
          throw error;
        }
      });
      const told = platform.complaints().length;
      // A run that the time interrupts is no failure; one that failed stands in `smallest`.
      await fc
        .assert(property, {
          seed: SEED,
          numRuns: 100_000,
          interruptAfterTimeLimit: (SECONDS * 1000) / count,
        })
        .catch(() => undefined);
      if (smallest !== "") failures.push(`${nameOf(target)} ${smallest}`);
      const complaints = platform.complaints().slice(told);
      if (complaints !== "")
        failures.push(`${nameOf(target)}: the log says ${complaints}`);
    }

    const often = [...statuses].sort(([, a], [, b]) => b - a).slice(0, 12);
    t.diagnostic(JSON.stringify(Object.fromEntries(often)));
    deepEqual(failures, []);
    equal(await platform.health(), "ok");
  });

/** What a request was answered with, and how that is wrong where it is. */
async function tried(
  target: Target,
  { input, spoils }: { input: object; spoils: readonly Mutation[] },
  send: ReturnType<typeof sender>,
): Promise<{ answer: string; verdict?: string }> {
  const draft = await drafted(target, input, spoils);
  if (!draft || headLength(draft) > LONGEST_HEAD) return { answer: "not sent" };
  const got = await send(draft, target.scope).catch(
    (error: unknown) => error as Error,
  );
  const { answer, holds } = judged(got);
  return holds
    ? { answer }
    : {
        answer,
        verdict: `${shown(draft, spoils)}\n→ ${got instanceof Error ? got.message : JSON.stringify(got)}`,
      };
}

/** The request of an input, spoilt; undefined where the SDK's client does not send it. */
async function drafted(
  target: Target,
  input: object,
  spoils: readonly Mutation[],
): Promise<Draft | undefined> {
  const request = await target.request(input);
  if (!request) return undefined;
  const { method, path, query, headers } = request.head;
  const draft: Draft = {
    method,
    target: query === "" ? path : `${path}?${query}`,
    headers: Object.fromEntries(
      Object.entries(headers).filter(
        (pair): pair is [string, string] => pair[1] !== undefined,
      ),
    ),
    body: Buffer.from(request.body),
  };
  return spoils.reduce((spoilt, { apply }) => apply(spoilt), draft);
}

/** Garbage is the sender's mistake: 4xx, or an answer; 501 is for what is not built, and says so. */
function judged(got: Answer | Error): { answer: string; holds: boolean } {
  if (got instanceof Error)
    return unsendable(got)
      ? { answer: "not sent", holds: true }
      : { answer: "no answer", holds: false };
  if ("broken" in got) return { answer: "broken off", holds: true };
  const { status, error, body } = got;
  return {
    answer: status < 400 ? `${status}` : `${status} ${error}`,
    holds:
      (status >= 200 && status < 500) ||
      (status === 501 && `${error} ${body}`.includes("NotImplemented")),
  };
}

/** Node's own client refuses to send some of it. */
function unsendable(error: Error & { code?: unknown }): boolean {
  return (
    error.code === "ERR_INVALID_HTTP_TOKEN" ||
    error.code === "ERR_UNESCAPED_CHARACTERS" ||
    error.code === "ERR_INVALID_CHAR"
  );
}

function headLength({ target, headers }: Draft): number {
  return Object.entries(headers).reduce(
    (length, [name, value]) => length + name.length + value.length + 4,
    target.length,
  );
}

function nameOf({ operation, protocol }: Target): string {
  return `${operation.service.serviceId} ${operation.name} (${protocol})`;
}

function shown(
  { method, target, headers, body, breaksAt }: Draft,
  spoils: readonly Mutation[],
): string {
  const head = Object.entries(headers).map(([name, value]) =>
    `${name}: ${value}`.slice(0, 200),
  );
  return [
    `spoilt by ${spoils.map(({ name }) => name).join(", ") || "nothing"}`,
    `${method} ${target.slice(0, 500)}`,
    ...head,
    breaksAt === undefined ? "" : `(breaks off at ${breaksAt})`,
    body.toString("latin1").slice(0, 1500),
  ].join("\n");
}
