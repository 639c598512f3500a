import type { Socket as DatagramSocket } from "node:dgram";
import type { Server, Socket } from "node:net";
import type { Readable } from "node:stream";
import type { Isolation } from "./isolation.ts";

/** How a process ended: exactly one of the two is set. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Memory in bytes of a process with its children: what it holds now beyond files, and the most that was resident. */
export interface MemoryUse {
  readonly residentBytes: number;
  readonly peakBytes: number;
  /** The system has ended a process of it for want of memory: the rest is of no more use. */
  readonly exhausted?: boolean;
  /** It is that of all programs of the environment together, whichever was asked. */
  readonly ofAll?: boolean;
}

/** A host file or directory that is seen where it is, or elsewhere by a driver with its own file system. */
export type Seen = string | { readonly host: string; readonly inside: string };

/** What a driver starts: absolute paths as the function itself will see them. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What it needs to see of the host beside the function's own and the system's. */
  readonly sees?: readonly Seen[];
  /** It takes a connection that it is handed: a round trip over one costs two thirds of one over TCP. */
  readonly takesConnection?: boolean;
}

/** Where a program finds the connection that it is handed: its descriptor, and the variable that names it. */
export const HANDED = {
  descriptor: 6,
  variable: "GATEHOUSE_CONNECTION",
} as const;

/** A started process and everything it started. */
export interface RunningProgram {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** File descriptor 3 of the process: log events in frames. */
  readonly telemetry: Readable;
  /** The other end of the connection that the process was handed, if it takes one. */
  readonly connection?: Socket | undefined;
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

/** What an environment may use. */
export interface Limits {
  readonly memoryMb: number;
  /** The size of /tmp, as EphemeralStorage has it. */
  readonly ephemeralStorageMb: number;
  /** Processes and threads together; Lambda allows 1,024. */
  readonly processes: number;
}

/** The network of one environment, as its way out is built: only loopback, until something else is made in it. */
export interface Network {
  /** Runs a program such as `ip` or `nft` as the network's administrator; what it printed, or a rejection with its words. */
  run(
    command: string,
    args: readonly string[],
    input?: string,
  ): Promise<string>;
  /** Listens inside the network; connections arrive in this process. */
  listen(address: {
    readonly host: string;
    readonly port: number;
  }): Promise<Server>;
  /** Takes datagrams inside the network; they arrive in this process. */
  listenDatagrams(address: {
    readonly host: string;
    readonly port: number;
  }): Promise<DatagramSocket>;
  /** The network's /proc/net/tcp as it is now: who in it is connected to whom, as they themselves see it. */
  connections(): Promise<string>;
}

/** A way out of an environment's network; without one it reaches nothing but the platform. */
export interface Egress {
  /** Builds the way before the function starts; what it answers is called when the network is gone. */
  open(network: Network): Promise<() => void | Promise<void>>;
}

/** What an environment is opened with. Directories are the host's. */
export interface SlotRequest {
  readonly places: Places;
  readonly limits: Limits;
  readonly egress?: Egress;
  /** More than one program will be started, and they are to share their /tmp. */
  readonly severalPrograms?: boolean;
}

/** Room for one environment: a listener that only its function should reach, and a way to start programs. */
export interface Slot {
  readonly server: Server;
  /** `host:port` under which the function reaches the listener. */
  readonly address: string;
  readonly places: Places;
  start(program: Program): RunningProgram;
  /** Connects to a port that the function listens on, on its own 127.0.0.1. */
  connect(port: number): Promise<Socket>;
  release(): Promise<void>;
}

/** A platform that functions reach whatever else is closed to them. */
export interface FunctionEndpoint {
  /** As functions are given it in AWS_ENDPOINT_URL. */
  readonly url: string;
  /** Takes a connection that a function has made to it. */
  accept(socket: Socket): void;
}

/** A way to keep functions apart. The weakest is `process`. */
export interface Driver {
  readonly isolation: Isolation;
  open(request: SlotRequest): Promise<Slot>;
  /** Ends processes whose temporary directory is below `directory`: those of a sandbox that was killed. */
  sweep(directory: string): Promise<void>;
  /** Gives back what was kept ready; slots are released before. */
  close(): Promise<void>;
}
