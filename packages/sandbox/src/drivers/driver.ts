import type { Server } from "node:net";
import type { Readable } from "node:stream";

/** How a process ended: exactly one of the two is set. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Memory in bytes of a process with its children: what it holds now beyond files, and the most that was resident. */
export interface MemoryUse {
  readonly residentBytes: number;
  readonly peakBytes: number;
}

/** What a driver starts: absolute paths as the function itself will see them. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A started process and everything it started. */
export interface RunningProgram {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** File descriptor 3 of the process: log events in frames. */
  readonly telemetry: Readable;
  /** Settles once when the first process ends, or could not be started. */
  readonly exited: Promise<Exit | { readonly startFault: string }>;
  memory(): MemoryUse | undefined;
  /** Ends the process and all it left behind at once; settles when none of them is left. */
  kill(): Promise<void>;
}

/** Where the function finds its directories; a driver with its own file system answers /var/task, /opt and /tmp. */
export interface Places {
  readonly task: string;
  readonly opt: string;
  readonly tmp: string;
}

/** Room for one environment: a listener that only its function should reach, and a way to start programs. */
export interface Slot {
  readonly server: Server;
  /** `host:port` under which the function reaches the listener. */
  readonly address: string;
  readonly places: Places;
  start(program: Program): RunningProgram;
  release(): Promise<void>;
}

/** A way to keep functions apart. The list of drivers is `DRIVERS`; the weakest is `process`. */
export interface Driver {
  readonly name: string;
  open(directories: Places): Promise<Slot>;
  /** Ends processes whose temporary directory is below `directory`: those of a sandbox that was killed. */
  sweep(directory: string): Promise<void>;
}
