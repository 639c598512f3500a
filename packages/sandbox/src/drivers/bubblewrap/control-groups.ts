import {
  mkdirSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Limits, MemoryUse } from "../driver.ts";
import { hierarchies } from "./control-group-places.ts";

/** How one version of control groups spells what is set and read here. */
interface Dialect {
  /** Files by the limits that they take, in the order in which they are to be written; some may not be there. */
  readonly limits: readonly {
    readonly file: string;
    readonly value: (limits: Limits) => string;
    readonly optional?: true;
  }[];
  readonly anonymous: string;
  readonly cached: string;
  readonly peakFile: string;
  readonly killedFile: string;
  readonly killed: RegExp;
}

const MIB = 1_048_576;
// What is in /tmp counts as memory, which it is; the memory of the function alone is watched more closely.
const hardLimit = ({ memoryMb, ephemeralStorageMb }: Limits): string =>
  String((memoryMb + ephemeralStorageMb) * MIB);

const DIALECTS: Readonly<Record<1 | 2, Dialect>> = {
  1: {
    limits: [
      { file: "memory.limit_in_bytes", value: hardLimit },
      {
        file: "memory.memsw.limit_in_bytes",
        value: hardLimit,
        optional: true,
      },
      { file: "pids.max", value: ({ processes }) => String(processes) },
    ],
    anonymous: "total_rss",
    cached: "total_cache",
    peakFile: "memory.max_usage_in_bytes",
    killedFile: "memory.oom_control",
    killed: /^oom_kill (\d+)/m,
  },
  2: {
    limits: [
      { file: "memory.max", value: hardLimit },
      { file: "memory.swap.max", value: () => "0", optional: true },
      { file: "memory.oom.group", value: () => "1", optional: true },
      { file: "pids.max", value: ({ processes }) => String(processes) },
    ],
    anonymous: "anon",
    cached: "file",
    peakFile: "memory.peak",
    killedFile: "memory.events",
    killed: /^oom_kill (\d+)/m,
  },
};

const PREFIX = "gatehouse-";
// Several sandboxes of one process share the parent.
let made = 0;

/** The control groups that this process may make for its functions. */
export class ControlGroups {
  readonly version: 1 | 2;
  /** By controller, the directory that groups are made in; with version 2 the same for all. */
  readonly #parents: ReadonlyMap<string, string>;

  private constructor(version: 1 | 2, parents: ReadonlyMap<string, string>) {
    this.version = version;
    this.#parents = parents;
  }

  /** The groups of this machine if both memory and processes can be limited by them, else nothing. */
  static find(): ControlGroups | undefined {
    for (const { version, parents } of hierarchies()) {
      const groups = new ControlGroups(version, parents);
      try {
        groups.#sweep();
        const probe = groups.make();
        probe.limit({ memoryMb: 64, ephemeralStorageMb: 64, processes: 8 });
        probe.removeNow();
        return groups;
      } catch {
        // Not ours to write.
      }
    }
    return undefined;
  }

  get controllers(): readonly string[] {
    return [...this.#parents.keys()];
  }

  /** A group with no limits yet. */
  make(): ControlGroup {
    const name = `${PREFIX}${process.pid}-${++made}`;
    const directories = [...new Set(this.#parents.values())].map((parent) =>
      join(parent, name),
    );
    for (const directory of directories) mkdirSync(directory);
    const memory = join(this.#parents.get("memory") ?? "", name);
    return new ControlGroup(DIALECTS[this.version], directories, memory);
  }

  /** Removes what servers that are no more have left. */
  #sweep(): void {
    for (const parent of new Set(this.#parents.values()))
      for (const name of readdirSync(parent)) {
        const [, pid] = /^gatehouse-(\d+)-\d+$/.exec(name) ?? [];
        if (pid !== undefined && !isAlive(Number(pid)))
          attempt(() => rmdirSync(join(parent, name)));
      }
  }
}

/** The control group of one environment. */
export class ControlGroup {
  readonly directories: readonly string[];
  readonly #dialect: Dialect;
  readonly #memory: string;

  constructor(
    dialect: Dialect,
    directories: readonly string[],
    memory: string,
  ) {
    this.#dialect = dialect;
    this.directories = directories;
    this.#memory = memory;
  }

  limit(limits: Limits): void {
    for (const { file, value, optional } of this.#dialect.limits)
      this.#write(file, value(limits), optional === true);
  }

  /** What the group uses: memory that is not a file's, and the most there was of it. */
  memory(): MemoryUse | undefined {
    const { anonymous, cached, peakFile, killedFile, killed } = this.#dialect;
    try {
      const stat = this.#read("memory.stat");
      const residentBytes = field(stat, anonymous);
      const peak = Number(this.#read(peakFile)) - field(stat, cached);
      const [, deaths] = killed.exec(this.#read(killedFile)) ?? [];
      return {
        residentBytes,
        peakBytes: Math.max(residentBytes, peak),
        exhausted: Number(deaths ?? 0) > 0,
        ofAll: true,
      };
    } catch {
      return undefined;
    }
  }

  /** Kills what is left in the group until nothing is. */
  async empty(): Promise<void> {
    for (let round = 0; round < 50; round++) {
      const members = this.#members();
      if (members.length === 0) return;
      for (const pid of members) attempt(() => process.kill(pid, "SIGKILL"));
      await sleep(round + 1);
    }
  }

  /** Removes an empty group; one that its last process has only just left takes a moment. */
  async remove(): Promise<void> {
    for (let round = 0; round < 10; round++) {
      if (attempt(() => this.removeNow())) return;
      await sleep(round + 1);
    }
  }

  removeNow(): void {
    for (const directory of this.directories)
      try {
        rmdirSync(directory);
      } catch (error) {
        if (!(error instanceof Error && "code" in error)) throw error;
        if (error.code !== "ENOENT") throw error;
      }
  }

  #members(): number[] {
    return this.directories.flatMap((directory) => {
      try {
        const text = readFileSync(join(directory, "cgroup.procs"), "latin1");
        return text
          .split("\n")
          .filter((line) => line !== "")
          .map(Number);
      } catch {
        return [];
      }
    });
  }

  #read(file: string): string {
    return readFileSync(join(this.#memory, file), "latin1");
  }

  /** A file belongs to one controller, and so to one of the directories. */
  #write(file: string, value: string, optional: boolean): void {
    const written = this.directories.some((directory) =>
      // Never made: what is no control is no file here.
      attempt(() =>
        writeFileSync(join(directory, file), value, { flag: "r+" }),
      ),
    );
    if (!written && !optional)
      throw new Error(`The control group takes no ${file}.`);
  }
}

function field(text: string, name: string): number {
  const [, value] = new RegExp(`^${name} (\\d+)`, "m").exec(text) ?? [];
  return Number(value ?? 0);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
