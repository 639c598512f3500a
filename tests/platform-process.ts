import { once } from "node:events";
import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(
  new URL("../packages/cli/src/main.ts", import.meta.url),
);

/** A platform in a process of its own, as its users start it; disposing stops it. */
export interface PlatformProcess extends AsyncDisposable {
  /** What it prints to export: endpoint, key and Region of its root user. */
  readonly exports: Readonly<Record<string, string>>;
  readonly url: string;
  /** Everything that it has told its operator so far; a healthy platform tells nothing. */
  complaints(): string;
  /** Its part of the answer of `GET /_gatehouse/health`. */
  health(): Promise<string>;
  /** Moves the clock of an ephemeral platform. */
  advance(seconds: number): Promise<void>;
  /** Empties an ephemeral platform. */
  reset(): Promise<void>;
  /** Ends it as a power cut would: kill -9. */
  kill(): Promise<void>;
}

/** Runs `gatehouse serve` on a free port and waits until it answers. */
export async function startProcess(
  ...flags: readonly string[]
): Promise<PlatformProcess> {
  const child = spawn(
    process.execPath,
    [MAIN, "serve", "--port", "0", ...flags],
    { stdio: ["ignore", "pipe", "pipe"], env: ownEnvironment() },
  );
  let complaints = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (text: string) => (complaints += text));
  const exports = await printedExports(child).catch((error: unknown) => {
    child.kill("SIGKILL");
    throw new Error(`The platform did not start: ${complaints}`, {
      cause: error,
    });
  });
  const url = exports["AWS_ENDPOINT_URL"] ?? "";

  return {
    exports,
    url,
    complaints: () => complaints,
    async health() {
      const answer = await fetch(`${url}/_gatehouse/health`);
      return ((await answer.json()) as { status: string }).status;
    },
    advance: (advanceSeconds) => control("clock", { advanceSeconds }),
    reset: () => control("reset", {}),
    kill: () => ended(child, "SIGKILL"),
    [Symbol.asyncDispose]: () => ended(child, "SIGTERM"),
  };

  async function control(route: string, body: object): Promise<void> {
    const answer = await fetch(`${url}/_gatehouse/${route}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${route}: ${await answer.text()}`);
  }
}

/** The environment for a client: the exports of a platform, and nothing of this machine's own AWS settings. */
export function clientEnvironment(
  { exports }: Pick<PlatformProcess, "exports">,
  more: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  return {
    ...ownEnvironment(),
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
    ...exports,
    ...more,
  };
}

/** This process's environment without what would change how a platform or a client behaves. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(AWS|GATEHOUSE|NODE_TEST)_/.test(name),
    ),
  );
}

/** The lines `export NAME=value` of the announcement, which ends with the Region. */
async function printedExports(
  child: ChildProcess,
): Promise<Record<string, string>> {
  let text = "";
  const found = new Promise<Record<string, string>>((resolve, reject) => {
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (/^ *export AWS_REGION=.*\n/m.test(text))
        resolve(
          Object.fromEntries(
            [...text.matchAll(/^ *export (\w+)=(.*)$/gm)].map(
              ([, name = "", value = ""]) => [name, value],
            ),
          ),
        );
    });
    child.once("exit", (code) =>
      reject(new Error(`It ended with exit code ${code}.`)),
    );
    child.once("error", reject);
  });
  return found;
}

async function ended(
  child: ChildProcess,
  signal: NodeJS.Signals,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}
