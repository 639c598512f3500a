import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type FunctionSpec,
  type InvocationResult,
  type LogLine,
  type Sandbox,
  type SandboxOptions,
  createSandbox,
} from "../index.ts";

/** A sandbox with a directory of its own, for tests. */
export interface TestSandbox extends AsyncDisposable {
  readonly box: Sandbox;
  readonly directory: string;
  readonly lines: LogLine[];
  /** Writes a function's files and describes it; a file named bootstrap becomes executable. */
  deploy(
    runtime: string,
    files: Readonly<Record<string, string>>,
    changes?: Partial<FunctionSpec>,
  ): Promise<FunctionSpec>;
  call(spec: FunctionSpec, event?: unknown): Promise<Called>;
}

/** An invocation's result with its payload read as JSON. */
export interface Called extends InvocationResult {
  readonly value: unknown;
}

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:tested";
let made = 0;

/** Makes a sandbox that is closed, with all its files, at the end of the test. */
export async function testSandbox(
  options: Partial<SandboxOptions> = {},
): Promise<TestSandbox> {
  const directory = await mkdtemp(join(tmpdir(), "sandbox-test-"));
  const lines: LogLine[] = [];
  const box = createSandbox({
    workDir: join(directory, "work"),
    onLog: (_spec, _stream, batch) => lines.push(...batch),
    ...options,
  });
  return {
    box,
    directory,
    lines,
    deploy: (runtime, files, changes) =>
      deploy(directory, runtime, files, changes),
    call: (spec, event = {}) => call(box, spec, event),
    async [Symbol.asyncDispose]() {
      await box.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Waits until something holds, and no longer than any machine needs: a test that cannot pass ends. */
export async function until(holds: () => boolean, pauseMs = 10): Promise<void> {
  const end = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`Never so: ${String(holds)}`);
    await sleep(pauseMs);
  }
}

async function deploy(
  directory: string,
  runtime: string,
  files: Readonly<Record<string, string>>,
  changes: Partial<FunctionSpec> = {},
): Promise<FunctionSpec> {
  const codeDir = await mkdtemp(join(directory, "code-"));
  // Functions run as another user.
  await chmod(codeDir, 0o755);
  for (const [name, text] of Object.entries(files)) {
    const path = join(codeDir, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    if (name === "bootstrap") await chmod(path, 0o755);
  }
  return {
    key: `tested:${++made}`,
    functionName: "tested",
    functionVersion: "$LATEST",
    functionArn: ARN,
    runtime,
    handler: "app.handler",
    codeDir,
    layerDirs: [],
    environment: {},
    memoryMb: 256,
    timeoutSeconds: 20,
    ephemeralStorageMb: 512,
    region: "us-east-1",
    accountId: "000000000000",
    logGroup: "/aws/lambda/tested",
    credentials: async () => ({
      accessKeyId: "ASIATESTED",
      secretAccessKey: "secret",
      sessionToken: "token",
      expiration: new Date(Date.now() + 3_600_000),
    }),
    ...changes,
  };
}

async function call(
  box: Sandbox,
  spec: FunctionSpec,
  event: unknown,
): Promise<Called> {
  const result = await box.invoke(spec, {
    requestId: crypto.randomUUID(),
    payload: Buffer.from(JSON.stringify(event)),
    invokedFunctionArn: spec.functionArn,
  });
  const text = Buffer.from(result.payload).toString();
  return { ...result, value: text === "" ? undefined : JSON.parse(text) };
}
