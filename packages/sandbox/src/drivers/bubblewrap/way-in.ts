import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { writable } from "../child-streams.ts";
import { OUTSIDE, quoted } from "./scripts.ts";
import type { Tools } from "./tools.ts";

/** The descriptor that bubblewrap reads the filter of system calls from. */
export const FILTER = 5;

/** What leads to a box. */
export interface WayInOptions {
  readonly tools: Tools;
  /** Of the control group. */
  readonly directories: readonly string[];
  /** What comes before a command to run it in the network. */
  readonly enter: readonly string[];
  readonly filterFile: string | undefined;
}

/**
 * A shell in its control group and its network that waits to become a box: half of a start, done before the function
 * is known.
 */
export class WayIn {
  readonly child: ChildProcess;
  #isUsed = false;

  constructor({ tools, directories, enter, filterFile }: WayInOptions) {
    const filter =
      filterFile === undefined ? "ignore" : openSync(filterFile, "r");
    try {
      this.child = spawn(
        tools.sh,
        [
          ["-c", OUTSIDE, "gatehouse"],
          directories,
          ["--"],
          enter,
          [tools.sh],
        ].flat(),
        {
          cwd: "/",
          env: { PATH: tools.path },
          // A group of its own, for as long as it is on its way.
          detached: true,
          // The last is the connection that a program may be handed.
          stdio: ["pipe", "pipe", "pipe", "pipe", "pipe", filter, "pipe"],
        },
      );
    } finally {
      if (typeof filter === "number") closeSync(filter);
    }
    // What could not be started tells so when it is used.
    this.child.on("error", () => {});
    this.#each((part) => part.unref());
  }

  /** Whether the process is there. */
  get usable(): boolean {
    const { pid, exitCode, signalCode } = this.child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  /** Whether it waits and nothing was made of it yet. */
  get isFree(): boolean {
    return !this.#isUsed && this.usable;
  }

  /** Becomes a command, which reads a file. */
  become(command: readonly string[], file: string): ChildProcess {
    this.#isUsed = true;
    this.#each((part) => part.ref());
    const words = command.map(quoted).join(" ");
    writable(this.child.stdin).end(`exec ${words} <${quoted(file)}\n`);
    return this.child;
  }

  /** Ends one that was not used. */
  end(): void {
    this.child.kill("SIGKILL");
    for (const stream of this.child.stdio) stream?.destroy();
  }

  /** While it waits, a server that has nothing else to do may end. */
  #each(action: (part: { ref(): void; unref(): void }) => void): void {
    action(this.child);
    for (const stream of this.child.stdio)
      if (stream && "unref" in stream)
        action(stream as unknown as { ref(): void; unref(): void });
  }
}
