import { watch, type FSWatcher } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { dim } from "../paint.ts";
import type { CheckOptions } from "./options.ts";

/** An editor writes a file in several steps. */
const SETTLES = 80;

/** Checks at once and again after each change, until it is interrupted. @returns the last exit code */
export async function watched(
  { paths }: CheckOptions,
  check: () => Promise<number>,
): Promise<number> {
  const stopped = Promise.withResolvers<"stop">();
  let changed = Promise.withResolvers<"change">();
  const watchers: FSWatcher[] = [];
  for (const path of [
    ...paths.rules,
    ...(paths.data ?? []),
    ...paths.parameters,
  ])
    try {
      watchers.push(
        watch(path, { recursive: true }, () => changed.resolve("change")),
      );
    } catch {
      // What is not there is told by the check itself.
    }
  const stop = () => stopped.resolve("stop");
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    for (;;) {
      changed = Promise.withResolvers<"change">();
      const code = await check();
      process.stderr.write(dim("Waiting for a change; Ctrl-C ends.") + "\n");
      if ((await Promise.race([changed.promise, stopped.promise])) === "stop")
        return code;
      await sleep(SETTLES);
    }
  } finally {
    for (const each of watchers) each.close();
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
