import { spawn } from "node:child_process";
import { once } from "node:events";
import { type Socket, createServer as createTcpServer } from "node:net";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IsolationChoice, createSandbox } from "@gatehouse/sandbox";
import { specOf } from "./cold-start.ts";
import type { Figure } from "./figure.ts";

const ROUNDS = 4_000;
const WARM_UP = 1_000;
const PAYLOAD = Buffer.from('{"name":"bench"}');
const CODE = {
  "app.js": "exports.handler = async (event) => event;",
  "app.py": "def handler(event, context):\n    return event\n",
};

const NODE_ECHO = `const s = require("node:net").connect({ port: +process.argv[1], noDelay: true }); s.on("data", (d) => s.write(d)); s.on("close", () => process.exit());`;
const PYTHON_ECHO = `import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.setsockopt(6, 1, 1)
while True:
    d = s.recv(65536)
    if not d: break
    s.sendall(d)
`;

const ECHOES = {
  "nodejs22.x": ["-e", NODE_ECHO],
  "python3.13": ["-c", PYTHON_ECHO],
};

/** Warm calls through the sandbox, plain and isolated, beside a bare HTTP round trip in the same run. */
export async function sandbox(): Promise<Figure[]> {
  const figures: Figure[] = [];
  const directory = await mkdtemp(join(tmpdir(), "gatehouse-bench-"));
  // Isolated functions have a user of their own.
  await chmod(directory, 0o755);
  for (const [name, text] of Object.entries(CODE))
    await writeFile(join(directory, name), text);
  const bare = {
    what: "bare node:http round trip",
    value: middle(await bareHttp()),
  };
  for (const isolation of ["process", "bubblewrap"] as const)
    figures.push(...(await calls(directory, isolation, bare)));
  await rm(directory, { recursive: true, force: true });
  return figures;
}

async function calls(
  directory: string,
  isolation: IsolationChoice,
  bare: { readonly what: string; readonly value: number },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const how = isolation === "process" ? "plain" : "isolated";
  await using box = createSandbox({
    workDir: join(directory, isolation),
    onLog: () => {},
    isolation,
  });
  for (const [runtime, echo] of Object.entries(ECHOES)) {
    const found = box.available(runtime);
    if (!found.ok) {
      console.error(`${runtime}: not measured. ${found.message}`);
      continue;
    }
    if (isolation === "process")
      figures.push({
        what: `${runtime}, its bytes alone, p50`,
        value: middle(await floor(found.binary, echo)),
        unit: "µs",
        baseline: bare,
      });
    const spec = specOf(runtime, directory);
    const call = async () => {
      const { functionError, maxMemoryMb } = await box.invoke(spec, {
        requestId: "11111111-2222-3333-4444-555555555555",
        payload: PAYLOAD,
        invokedFunctionArn: spec.functionArn,
      });
      if (functionError) throw new Error(`${runtime} answered with an error`);
      return maxMemoryMb;
    };
    for (const atOnce of [1, 8, 32])
      figures.push({
        what: `${runtime} warm, ${how}, ${atOnce} at a time, p50`,
        value: middle(await measureTogether(call, atOnce)),
        unit: "µs",
        ...(atOnce === 1 ? { baseline: bare } : {}),
      });
    figures.push({
      what: `memory of an environment of ${runtime}, ${how}`,
      value: await call(),
      unit: "MB",
    });
  }
  return figures;
}

/** Each of some callers makes one call after another. */
async function measureTogether(
  call: () => Promise<unknown>,
  atOnce: number,
): Promise<number[]> {
  const rounds = Math.ceil(ROUNDS / atOnce);
  const each = Array.from({ length: atOnce }, () =>
    measure(call, rounds, Math.ceil(WARM_UP / atOnce)),
  );
  return (await Promise.all(each)).flat().sort((a, b) => a - b);
}

/** What the machine takes for the same bytes there and back, with no protocol at all. */
async function floor(
  command: string,
  echo: readonly string[],
): Promise<number[]> {
  const server = createTcpServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const connected = once(server, "connection");
  spawn(command, [...echo, String(port)], { stdio: "inherit" });
  const [socket] = (await connected) as [Socket];
  socket.setNoDelay(true);
  const bytes = Buffer.alloc(400);
  let answered = () => {};
  socket.on("data", () => answered());
  const call = () =>
    new Promise<void>((done) => {
      answered = done;
      socket.write(bytes);
    });
  const times = await measure(call, ROUNDS, WARM_UP);
  socket.destroy();
  server.close();
  return times;
}

async function bareHttp(): Promise<number[]> {
  const server = createServer((incoming, response) => {
    incoming.resume().on("end", () => response.end(PAYLOAD));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call = () =>
    new Promise<void>((done, fail) => {
      const options = { host: "127.0.0.1", port, agent, method: "POST" };
      request(options, (answer) => answer.resume().on("end", done))
        .on("error", fail)
        .end(PAYLOAD);
    });
  const times = await measure(call, ROUNDS, WARM_UP);
  agent.destroy();
  server.close();
  return times;
}

async function measure(
  call: () => Promise<unknown>,
  rounds: number,
  warmUp: number,
): Promise<number[]> {
  for (let round = 0; round < warmUp; round++) await call();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await call();
    times.push((performance.now() - start) * 1000);
  }
  return times.sort((a, b) => a - b);
}

/** The middle of sorted values. */
function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
