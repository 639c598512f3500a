import { setFlagsFromString } from "node:v8";
import { setTimeout as sleep } from "node:timers/promises";
import type { Running } from "@gatehouse/platform";
import {
  readSettings,
  settingHelp,
  SettingsError,
} from "@gatehouse/platform/settings";
import { readWords, UsageError, type Command } from "../command.ts";
import { bold, dim } from "../paint.ts";
import { exports } from "./env.ts";

const options = settingHelp.map(
  ({ flag, variable, meaning, fallback, takesValue }) => ({
    name: flag,
    variable,
    meaning:
      fallback === undefined ? meaning : `${meaning} (default ${fallback})`,
    ...(takesValue ? { value: "VALUE" } : {}),
  }),
);

/** Starts the platform and runs until it is told to stop. */
export const serve: Command = {
  name: "serve",
  summary: "Start the platform.",
  usage: "[options]",
  options,
  exits: { 0: "stopped by a signal", 1: "could not start", 2: "wrong options" },

  async run(args) {
    const { values, positionals } = readWords({ options }, args);
    if (positionals.length > 0)
      throw new UsageError(`"${positionals[0]}" is not understood.`);
    compileSooner();
    let running: Running;
    try {
      const settings = readSettings(values, process.env);
      // Only this command needs the platform: the others start without it.
      const { startPlatform } = await import("@gatehouse/platform");
      running = await startPlatform(settings);
    } catch (error) {
      if (error instanceof SettingsError) throw new UsageError(error.message);
      if (isStartError(error)) {
        process.stderr.write(`gatehouse serve: ${error.message}\n`);
        return 1;
      }
      throw error;
    }
    announce(running);
    void tellIsolation(running);
    await stopSignal();
    await running.close();
    return 0;
  },
};

/**
 * V8 waits for 3,000 calls of a function before it compiles it for good, which a server's first thousands of requests
 * pay for. After 500 it knows as much: a warm invocation takes a tenth to a fifth less.
 */
function compileSooner(): void {
  setFlagsFromString("--invocation-count-for-turbofan=500");
}

function announce({ url, rootKey, settings }: Running): void {
  const kept = settings.ephemeral
    ? "nothing is kept after exit"
    : `state in ${settings.dataDir}`;
  process.stdout.write(
    [
      `${bold("Gatehouse")} answers at ${bold(url)} ${dim(`(account ${rootKey.accountId}, ${kept})`)}`,
      "",
      "Point any AWS client at it:",
      "",
      ...exports(url, rootKey, settings.region).map((line) => `  ${line}`),
      "",
      "",
    ].join("\n"),
  );
}

// The first calls come first.
const A_LITTLE_LATER = 300;

/** What keeps functions in, once it is found out; a start does not wait for it. */
async function tellIsolation(running: Running): Promise<void> {
  await sleep(A_LITTLE_LATER, undefined, { ref: false });
  const line = await running
    .isolation()
    .then(isolationLine, (error: unknown) =>
      error instanceof Error ? error.message : String(error),
    );
  process.stdout.write(`${line}\n\n`);
}

type Isolation = Awaited<ReturnType<Running["isolation"]>>;

function isolationLine(isolation: Isolation): string {
  const { driver, missing, ...layers } = isolation;
  if (driver === "process")
    return `Functions run as plain processes, which nothing keeps in (${missing.join("; ")}).`;
  const parts = Object.entries(layers).map(
    ([layer, how]) =>
      `${dim(`${layer.replace(/[A-Z]/, " $&").toLowerCase()}:`)} ${how}`,
  );
  const lacks = missing.length > 0 ? ` Missing: ${missing.join("; ")}.` : "";
  return `Functions are kept in by ${bold(driver)}: ${parts.join("; ")}.${lacks}`;
}

/** The port is taken, the data directory cannot be written: a sentence, not a stack. */
function isStartError(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    /^E[A-Z]+$/.test(error.code)
  );
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
