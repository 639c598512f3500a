import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { createSocket } from "node:dgram";
import dns from "node:dns";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { after, before, test } from "node:test";
import { onPath } from "../runtimes/search-path.ts";
import { testSandbox, type TestSandbox } from "../testing/function-code.ts";
import type { Endpoint } from "./destinations.ts";
import { openWayOut, type WayOut } from "./way-out.ts";

/** An address of this machine that is not its loopback. */
const OUTER = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

const missing = ["bwrap", "ip", "nft"].filter((name) => !onPath(name));
const skip =
  missing.length > 0
    ? `NOT TESTED: install ${missing.join(", ")} (apt-get install bubblewrap iproute2 nftables)`
    : OUTER === undefined
      ? "NOT TESTED: this machine has no address but its loopback"
      : false;

const NODE = {
  "app.js": `
const net = require("node:net");
exports.handler = ({ host, port }) => new Promise((resolve) => {
  const socket = net.connect({ host, port });
  let text = "";
  socket.on("data", (piece) => (text += piece));
  socket.on("error", ({ code }) => resolve({ code }));
  socket.on("end", () => resolve({ text, from: socket.localAddress }));
  socket.end("ping");
});`,
};

const PYTHON = {
  "app.py": `
import socket
def handler(event, context):
    try:
        with socket.create_connection((event["host"], event["port"]), 10) as it:
            it.sendall(b"ping")
            it.shutdown(socket.SHUT_WR)
            return {"text": it.recv(100).decode(), "from": it.getsockname()[0]}
    except OSError as error:
        return {"code": error.__class__.__name__}
`,
};

const DATAGRAM = {
  "app.js": `
const { createSocket } = require("node:dgram");
exports.handler = ({ host, port }) => new Promise((resolve) => {
  const socket = createSocket("udp4");
  const end = (answer) => { socket.close(); resolve(answer); };
  socket.once("error", ({ code }) => end({ code }));
  socket.once("message", (text) => end({ text: text.toString("hex") }));
  setTimeout(end, 1000, { code: "NOTHING" });
  socket.connect(port, host, () => socket.send(Buffer.from("abcd01000001000000000000", "hex")));
});`,
};

/** Answers what it is sent, and "pong". */
const listener = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on("error", () => {});
  let text = "";
  socket.on("data", (piece) => (text += piece.toString()));
  socket.on("end", () => socket.end(`${text} pong`));
});
let host = "";
let port = 0;
let sandbox: TestSandbox;

before(async () => {
  if (skip) return;
  host = OUTER ?? "";
  await new Promise<void>((resolve) => listener.listen(0, "0.0.0.0", resolve));
  const address = listener.address();
  if (address && typeof address === "object") port = address.port;
  sandbox = await testSandbox({ isolation: "bubblewrap" });
});

after(async () => {
  listener.close();
  await sandbox?.[Symbol.asyncDispose]();
});

/** A function whose connections the test decides about. */
async function deployed(
  runtime: string,
  files: Readonly<Record<string, string>>,
  way: Partial<WayOut> = {},
) {
  const judged: (Endpoint & { sourcePort: number })[] = [];
  const refused: string[] = [];
  const spec = await sandbox.deploy(runtime, files, {
    egress: {
      open: (network) =>
        openWayOut(network, {
          address: "10.20.10.4",
          judge: async (destination) => {
            judged.push(destination);
            return { allowed: true, reason: "all may" };
          },
          resolves: async () => true,
          onRefused: ({ address }, reason) =>
            refused.push(`${address}: ${reason}`),
          ...way,
        }),
    },
  });
  const call = async (event: object) => {
    const { value, functionError } = await sandbox.call(spec, event);
    equal(functionError, undefined, JSON.stringify(value));
    return value;
  };
  return { call, judged, refused };
}

for (const [runtime, files] of [
  ["nodejs22.x", NODE],
  ["python3.11", PYTHON],
] as const)
  test(
    `${runtime}: a connection that is allowed is made, from the function's own address`,
    { skip },
    async () => {
      const { call, judged } = await deployed(runtime, files);
      deepEqual(await call({ host, port }), {
        text: "ping pong",
        from: "10.20.10.4",
      });
      deepEqual(
        judged.map(({ address, port: to }) => [address, to]),
        [[host, port]],
      );
      ok((judged[0]?.sourcePort ?? 0) > 1023);
    },
  );

for (const [runtime, files, code] of [
  ["nodejs22.x", NODE, /^ECONNRESET$/],
  ["python3.11", PYTHON, /^ConnectionResetError$/],
] as const)
  test(
    `${runtime}: a connection that is refused is reset, and whoever keeps the log is told why`,
    { skip },
    async () => {
      const { call, refused } = await deployed(runtime, files, {
        judge: async () => ({ allowed: false, reason: "no rule" }),
      });
      const answer = (await call({ host, port })) as { code?: string };
      match(answer.code ?? "", code);
      deepEqual(refused, [`${host}: no rule`]);
    },
  );

test("each connection is judged anew", { skip }, async () => {
  let allowed = false;
  const { call } = await deployed("nodejs22.x", NODE, {
    judge: async () => ({ allowed, reason: "as the test has it" }),
  });
  deepEqual(await call({ host, port }), { code: "ECONNRESET" });
  allowed = true;
  equal(((await call({ host, port })) as { text: string }).text, "ping pong");
  allowed = false;
  deepEqual(await call({ host, port }), { code: "ECONNRESET" });
});

test(
  "the machine's loopback is not reached: what is asked for there is the function's own",
  { skip },
  async () => {
    const { call, judged } = await deployed("nodejs22.x", NODE);
    deepEqual(await call({ host: "127.0.0.1", port }), {
      code: "ECONNREFUSED",
    });
    deepEqual(judged, []);
  },
);

test("a judge that fails lets nothing through", { skip }, async () => {
  const { call } = await deployed("nodejs22.x", NODE, {
    judge: async () => {
      throw new Error("no decision");
    },
  });
  deepEqual(await call({ host, port }), { code: "ECONNRESET" });
});

test(
  "whoever is not there is not reached, though it is allowed",
  { skip },
  async () => {
    const { call } = await deployed("nodejs22.x", NODE);
    deepEqual(await call({ host, port: 1 }), { code: "ECONNRESET" });
  },
);

test("datagrams leave to nobody", { skip }, async () => {
  const { call } = await deployed("nodejs22.x", DATAGRAM);
  const answer = (await call({ host, port })) as { code?: string };
  match(answer.code ?? "", /^(ECONNREFUSED|EHOSTUNREACH|EACCES|EPERM)$/);
});

test(
  "names are not resolved in a network without DNS: the question comes back refused",
  { skip },
  async () => {
    const { call } = await deployed("nodejs22.x", DATAGRAM, {
      resolves: async () => false,
    });
    deepEqual(await call({ host: "127.0.0.1", port: 53 }), {
      text: "abcd81050001000000000000",
    });
  },
);

test("names are resolved by the machine's own resolver", { skip }, async () => {
  await using server = await nameServer("198.51.100.7");
  const before = dns.getServers();
  dns.setServers([`127.0.0.1:${server.port}`]);
  try {
    const node = await deployed("nodejs22.x", {
      "app.js": `exports.handler = async () => (await require("node:dns/promises").lookup("db.example", 4)).address;`,
    });
    const python = await deployed("python3.11", {
      "app.py": `
import socket
def handler(event, context):
    return socket.gethostbyname("db.example")
`,
    });
    equal(await node.call({}), "198.51.100.7");
    equal(await python.call({}), "198.51.100.7");
  } finally {
    dns.setServers(before);
  }
});

test("without a way out, nothing is reached", { skip }, async () => {
  const spec = await sandbox.deploy("nodejs22.x", NODE);
  const { value } = await sandbox.call(spec, { host, port });
  deepEqual(value, { code: "ENETUNREACH" });
});

test(
  "connections are in nobody's way: many at once come through",
  { skip },
  async () => {
    const source = `
const net = require("node:net");
const one = (host, port) => new Promise((resolve, reject) => {
  const socket = net.connect({ host, port });
  let text = "";
  socket.on("data", (piece) => (text += piece));
  socket.on("error", reject);
  socket.on("end", () => resolve(text));
  socket.end("x".repeat(20000));
});
exports.handler = async ({ host, port }) => {
  const all = await Promise.all(Array.from({ length: 50 }, () => one(host, port)));
  return all.map(({ length }) => length);
};`;
    const { call } = await deployed("nodejs22.x", { "app.js": source });
    deepEqual(await call({ host, port }), Array(50).fill(20_005));
  },
);

test("where a program is missing that the way out needs, there is none, and the error says which", async () => {
  const listened: number[] = [];
  const opened = openWayOut(
    {
      run: async (command) => {
        if (command === "nft") throw new Error("spawn nft ENOENT");
        return "";
      },
      listen: async ({ port: to }) => {
        listened.push(to);
        return createServer();
      },
      listenDatagrams: async () => createSocket("udp4"),
      connections: async () => "",
    },
    {
      address: "10.20.10.4",
      judge: async () => ({ allowed: true, reason: "all may" }),
      resolves: async () => true,
    },
  );
  await rejects(opened, /nft ENOENT/);
  deepEqual(listened, []);
});

/** A server that has one address for every name. */
async function nameServer(address: string) {
  const socket = createSocket("udp4");
  socket.on("message", (question, { port, address: from }) => {
    const end = question.indexOf(0, 12) + 5;
    const head = Buffer.from(question.subarray(0, 12));
    head.writeUInt16BE(0x8180, 2);
    const isIpv4 = question.readUInt16BE(end - 4) === 1;
    head.writeUInt16BE(isIpv4 ? 1 : 0, 6);
    head.writeUInt32BE(0, 8);
    const record = Buffer.from("c00c000100010000003c0004", "hex");
    const value = Buffer.from(address.split(".").map(Number));
    const answers = isIpv4 ? [record, value] : [];
    socket.send(
      Buffer.concat([head, question.subarray(12, end), ...answers]),
      port,
      from,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    port: socket.address().port,
    async [Symbol.asyncDispose]() {
      socket.close();
    },
  };
}
