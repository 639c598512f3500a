import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Keys } from "../sign-request.ts";

/** A server in a process of its own, so that its CPU time and memory are its own. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** CPU seconds that the process has used. */
  cpu(): Promise<number>;
}

export interface PlatformProcess extends ServerProcess {
  readonly keys: Keys;
  readonly dataDir: string;
  /** Resident memory in bytes. */
  memory(): Promise<number>;
  kill(): Promise<void>;
}

const here = (path: string): string =>
  fileURLToPath(new URL(path, import.meta.url));

/** The bare `node:http` server, for comparison. */
export async function bareServer(): Promise<ServerProcess> {
  const child = spawn(process.execPath, [here("bare.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = (await firstLine(child, /http:\S+/))[0];
  return {
    url,
    pid: child.pid ?? 0,
    cpu: async () => Number(await (await fetch(`${url}/cpu`)).text()),
    [Symbol.asyncDispose]: () => stopped(child, "SIGKILL"),
  };
}

export const KEYS: Keys = {
  accessKeyId: "AKIABENCHBENCHBENCH1",
  secretAccessKey: "bench-secret-bench-secret-bench-secret-1",
};

/** The platform on the embedded store, started as `gatehouse serve` starts it. */
export async function platformServer(
  options: { dataDir?: string; port?: number; ephemeral?: boolean } = {},
): Promise<PlatformProcess> {
  const dataDir =
    options.dataDir ?? mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  const child = spawn(
    process.execPath,
    [
      here("../../packages/cli/bin/gatehouse.js"),
      "serve",
      "--port",
      String(options.port ?? 0),
      "--data-dir",
      dataDir,
      "--root-access-key-id",
      KEYS.accessKeyId,
      "--root-secret-access-key",
      KEYS.secretAccessKey,
      ...(options.ephemeral ? ["--ephemeral"] : []),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const url = (await firstLine(child, /http:\/\/[\d.]+:\d+/))[0];
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${url}/_gatehouse/metrics`)).text();
    return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
  };
  return {
    url,
    keys: KEYS,
    dataDir,
    pid: child.pid ?? 0,
    cpu: () => metric("process_cpu_seconds_total"),
    memory: () => metric("process_resident_memory_bytes"),
    kill: () => stopped(child, "SIGKILL"),
    async [Symbol.asyncDispose]() {
      await stopped(child, "SIGTERM");
      if (options.dataDir === undefined)
        rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function firstLine(
  child: ChildProcess,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = pattern.exec(text);
      if (found) resolve(found);
    });
    child.once("exit", (code) =>
      reject(new Error(`The server stopped with code ${code}: ${text}`)),
    );
  });
}

function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}
