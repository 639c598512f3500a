import {
  type ChildProcess,
  type StdioOptions,
  spawn,
} from "node:child_process";
import { type Socket, connect, createServer } from "node:net";
import { connection, readable, variables } from "./child-streams.ts";
import { holdConnections } from "./connections.ts";
import {
  HANDED,
  type Driver,
  type Exit,
  type Program,
  type RunningProgram,
  type Slot,
} from "./driver.ts";
import { memoryOf } from "./process-memory.ts";
import { killAll, killBelow } from "./process-tree.ts";

/** Plain child processes: own group, own environment, own temporary directory; no isolation from the machine. */
export const processDriver = (missing: readonly string[]): Driver => ({
  isolation: {
    driver: "process",
    user: "the server's own",
    files: "the server's own",
    processes: "the server's own",
    network: "the server's own",
    systemCalls: "all",
    limits: "memory is watched",
    missing,
  },

  async open({ places }) {
    const server = createServer();
    const close = holdConnections(server);
    const port = await listen(server);
    const address = `127.0.0.1:${port}`;
    const slot: Slot = {
      server,
      address,
      places,
      start: (program) => start(program, address),
      connect: (to) => connected(to),
      release: close,
    };
    return slot;
  },

  sweep: killBelow,

  close: async () => {},
});

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      if (address && typeof address === "object") resolve(address.port);
      else reject(new Error("The Runtime API listener has no port."));
    });
  });
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
    socket.once("error", reject);
  });
}

const STREAMS: StdioOptions = ["ignore", "pipe", "pipe", "pipe"];
const WITH_CONNECTION: StdioOptions = Array.from(
  { length: HANDED.descriptor + 1 },
  (_, at) => (at === HANDED.descriptor ? "pipe" : (STREAMS[at] ?? "ignore")),
);

function start(program: Program, address: string): RunningProgram {
  const child = spawn(program.command, program.args, {
    cwd: program.cwd,
    env: variables(program),
    // A group of its own, so that one signal reaches whatever the function starts.
    detached: true,
    stdio: program.takesConnection ? WITH_CONNECTION : STREAMS,
  });
  const [, stdout, stderr, telemetry] = child.stdio;
  const { pid } = child;
  // Once only: the next program in this slot carries the same mark.
  let killed: Promise<void> | undefined;
  const mark = `AWS_LAMBDA_RUNTIME_API=${address}`;
  return {
    stdout: readable(stdout),
    stderr: readable(stderr),
    telemetry: readable(telemetry),
    connection: connection(child, program),
    exited: exitOf(child),
    memory: () => (pid === undefined ? undefined : memoryOf(pid)),
    kill: () =>
      (killed ??=
        pid === undefined
          ? Promise.resolve()
          : killAll((entry) => entry === mark, pid)),
  };
}

function exitOf(child: ChildProcess): Promise<Exit | { startFault: string }> {
  return new Promise((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      resolve({ startFault: error.code ?? error.message }),
    );
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}
