import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type FunctionSpec,
  type IsolationChoice,
  type Sandbox,
  createSandbox,
} from "@gatehouse/sandbox";
import { type Figure, median } from "./figure.ts";

const ROUNDS = 15;
const WARM_UP = 3;
const SPARES = { total: 4, delayMs: 100 };

/** What a runtime runs, and how the same runtime is started bare: to where it could first do something, and out. */
interface Subject {
  readonly runtime: string;
  readonly files: Readonly<Record<string, string>>;
  bare(binary: string, directory: string): readonly [string, ...string[]];
}

const SUBJECTS: readonly Subject[] = [
  {
    runtime: "nodejs22.x",
    files: { "app.js": "exports.handler = async (event) => event;" },
    bare: (binary) => [binary, "-e", ""],
  },
  {
    runtime: "python3.13",
    files: { "app.py": "def handler(event, context):\n    return event\n" },
    bare: (binary) => [binary, "-c", ""],
  },
];

/** A first call, from nothing and with a runtime started ahead, plain and isolated, beside a bare start of the same runtime. */
export async function coldStart(): Promise<Figure[]> {
  const figures: Figure[] = [];
  const directory = await mkdtemp(join(tmpdir(), "gatehouse-bench-"));
  for (const isolation of ["process", "bubblewrap"] as const)
    for (const subject of SUBJECTS)
      figures.push(...(await figuresOf(subject, isolation, directory)));
  await rm(directory, { recursive: true, force: true });
  return figures;
}

async function figuresOf(
  subject: Subject,
  isolation: IsolationChoice,
  directory: string,
): Promise<Figure[]> {
  const { runtime, files } = subject;
  const box = (perShape: number) =>
    createSandbox({
      workDir: join(directory, `work-${isolation}-${perShape}`),
      onLog: () => {},
      isolation,
      // A spare is made as long after a start as for anybody: sooner, its making would be measured too.
      spares: { ...SPARES, perShape },
    });
  await using none = box(0);
  await using some = box(1);
  const found = none.available(runtime);
  const isMissing = await none.isolation().then(
    () => false,
    () => true,
  );
  if (!found.ok || isMissing) {
    console.error(`${runtime}, ${isolation}: not measured`);
    return [];
  }
  const code = await mkdtemp(join(directory, "code-"));
  await chmod(code, 0o755);
  for (const [name, text] of Object.entries(files))
    await writeFile(join(code, name), text);

  const times = {
    bare: [] as number[],
    cold: [] as number[],
    ahead: [] as number[],
  };
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const taken = {
      bare: await timed(() => ended(subject.bare(found.binary, code))),
      cold: await timed(() => call(none, runtime, code, round)),
      ahead: await timed(() => call(some, runtime, code, round)),
    };
    await none.retire("");
    await some.retire("");
    while (some.stats().spares < 1) await sleep(5);
    await sleep(150);
    if (round < WARM_UP) continue;
    for (const kind of ["bare", "cold", "ahead"] as const)
      times[kind].push(taken[kind]);
  }
  const baseline = {
    what: `bare start of ${found.binary.split("/").at(-1)}`,
    value: median(times.bare),
  };
  const how = isolation === "process" ? "plain" : "isolated";
  return [
    {
      what: `${runtime} cold, ${how}, p50`,
      value: median(times.cold),
      unit: "ms",
      baseline,
      goal: "≤ 1.3 ×",
    },
    {
      what: `${runtime} cold with a spare, ${how}, p50`,
      value: median(times.ahead),
      unit: "ms",
      baseline,
      goal: "≤ 0.4 ×",
    },
  ];
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function ended([command, ...args]: readonly [
  string,
  ...string[],
]): Promise<void> {
  await once(spawn(command, args, { stdio: "ignore", env: {} }), "exit");
}

async function call(
  box: Sandbox,
  runtime: string,
  codeDir: string,
  round: number,
): Promise<void> {
  const spec = specOf(runtime, codeDir, `${runtime} ${round}`);
  const { functionError, log } = await box.invoke(spec, {
    requestId: "11111111-2222-3333-4444-555555555555",
    payload: Buffer.from("{}"),
    invokedFunctionArn: spec.functionArn,
  });
  if (functionError) throw new Error(`${runtime} failed: ${log}`);
}

/** A function as the benchmarks of the sandbox run it. */
export function specOf(
  runtime: string,
  codeDir: string,
  key = runtime,
): FunctionSpec {
  return {
    key,
    functionName: "bench",
    functionVersion: "$LATEST",
    functionArn: "arn:aws:lambda:us-east-1:000000000000:function:bench",
    runtime,
    handler: "app.handler",
    codeDir,
    layerDirs: [],
    environment: {},
    memoryMb: 256,
    timeoutSeconds: 10,
    ephemeralStorageMb: 512,
    region: "us-east-1",
    accountId: "000000000000",
    logGroup: "/aws/lambda/bench",
    credentials: async () => ({
      accessKeyId: "AKIDEXAMPLE",
      secretAccessKey: "secret",
      sessionToken: "token",
      expiration: new Date(Date.now() + 43_200_000),
    }),
  };
}
