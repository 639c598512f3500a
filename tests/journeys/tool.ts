import { spawn, spawnSync } from "node:child_process";
import type { TestContext } from "node:test";

/** How a program ended and what it printed. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Whether a client that a journey needs is on this machine. Where it is not, the test is skipped, and says so
 * on standard error too, so that a green run does not pass for more than it is.
 * @param probe a command that succeeds where the tool is there, as `["aws", "--version"]`
 * @param remedy what to install or set, as a sentence
 */
export function hasTool(
  t: TestContext,
  tool: string,
  probe: readonly [string, ...string[]],
  remedy: string,
): boolean {
  if (isThere(probe)) return true;
  skipLoudly(t, `${tool} is not on this machine. ${remedy}`);
  return false;
}

/** Whether a command succeeds. */
export function isThere([program, ...args]: readonly [
  string,
  ...string[],
]): boolean {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

/** Skips a test with a reason that stands on standard error as well. */
export function skipLoudly(t: TestContext, reason: string): void {
  process.stderr.write(`SKIPPED: ${t.name}: ${reason}\n`);
  t.skip(reason);
}

/** Runs a program to its end; an exit code is an answer, not an error. */
export function run(
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
  cwd?: string,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env,
      ...(cwd === undefined ? {} : { cwd }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({ code: code ?? -1, stdout, stderr }),
    );
  });
}
