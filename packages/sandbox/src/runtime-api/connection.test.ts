import assert from "node:assert/strict";
import { once } from "node:events";
import { type Socket, connect, createServer } from "node:net";
import { test } from "node:test";
import { serveConnection } from "./connection.ts";
import { RuntimeSession } from "./session.ts";

const NEXT =
  "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: h\r\n\r\n";
const respond = (id: string, body: string, header = "") =>
  `POST /2018-06-01/runtime/invocation/${id}/response HTTP/1.1\r\n${header}Content-Length: ${body.length}\r\n\r\n${body}`;

async function startServer() {
  const answers: string[] = [];
  let onReady = () => {};
  const session = new RuntimeSession({
    ready: () => onReady(),
    answered: ({ payload }) => void answers.push(payload.toString()),
    brokenOff: () => {},
    restorable: () => {},
    restoreFailed: () => {},
    initFailed: () => {},
  });
  const server = createServer((socket) => serveConnection(socket, session));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const open: Socket[] = [];
  return {
    session,
    answers,
    /** Settles when a runtime next waits for an event. */
    ready: () => new Promise<void>((resolve) => (onReady = resolve)),
    offer: (requestId: string, payload = "{}") =>
      session.offer({
        requestId,
        payload: Buffer.from(payload),
        deadlineMs: 1,
        invokedFunctionArn: "arn",
      }),
    connect() {
      const socket = connect(port, "127.0.0.1");
      open.push(socket);
      let received = "";
      socket.on("data", (piece) => (received += piece.toString("latin1")));
      const until = async (pattern: RegExp) => {
        while (!pattern.test(received)) await once(socket, "data");
        const seen = received;
        received = "";
        return seen;
      };
      return { socket, until };
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

void test("an answer and the next request in one packet are both served, in order", async () => {
  await using s = await startServer();
  const { socket, until } = s.connect();
  let ready = s.ready();
  socket.write(NEXT);
  await ready;
  s.offer("a");
  await until(/\{\}$/);
  ready = s.ready();
  socket.write(respond("a", "1") + NEXT);
  await ready;
  assert.deepEqual(s.answers, ["1"]);
  s.offer("b", "22");
  const received = await until(/22$/);
  assert.match(
    received,
    /^HTTP\/1\.1 202 .*\r\n\r\n\{"status":"OK"\}\nHTTP\/1\.1 200 OK\r\n/s,
  );
  assert.match(received, /Lambda-Runtime-Aws-Request-Id: b\r\n/);
});

void test("a client that waits for its 202 gets it at once", async () => {
  await using s = await startServer();
  const { socket, until } = s.connect();
  const ready = s.ready();
  socket.write(NEXT);
  await ready;
  s.offer("a");
  await until(/\{\}$/);
  socket.write(respond("a", "1"));
  assert.match(await until(/OK"\}\n$/), /^HTTP\/1\.1 202 Accepted/);
});

void test("100 Continue is sent before the body, the status after it", async () => {
  await using s = await startServer();
  const { socket, until } = s.connect();
  const ready = s.ready();
  socket.write(NEXT);
  await ready;
  s.offer("a");
  await until(/\{\}$/);
  const request = respond("a", "body", "Expect: 100-continue\r\n");
  socket.write(request.slice(0, -4));
  assert.equal(await until(/\r\n\r\n$/), "HTTP/1.1 100 Continue\r\n\r\n");
  socket.write("body");
  assert.match(await until(/OK"\}\n$/), /^HTTP\/1\.1 202/);
});

void test("bytes that are no request are answered 400 and the connection closes", async () => {
  await using s = await startServer();
  const { socket, until } = s.connect();
  socket.write("NONSENSE\r\n\r\n" + NEXT);
  assert.match(await until(/\}/), /^HTTP\/1\.1 400 .*malformed request line/s);
  await once(socket, "close");
  assert.equal(s.session.waiting, false);
});

void test("Connection: close is obeyed, also by a request that waits", async () => {
  await using s = await startServer();
  const { socket, until } = s.connect();
  const ready = s.ready();
  socket.write(NEXT.replace("Host: h", "Connection: close"));
  await ready;
  s.offer("a");
  await until(/\{\}$/);
  await once(socket, "close");
});

void test("a waiting connection that breaks takes no event with it", async () => {
  await using s = await startServer();
  const first = s.connect();
  let ready = s.ready();
  first.socket.write(NEXT);
  await ready;
  first.socket.destroy();
  while (s.session.waiting) await new Promise((turn) => setImmediate(turn));
  assert.equal(s.offer("a"), false);
  const second = s.connect();
  ready = s.ready();
  second.socket.write(NEXT);
  await ready;
  assert.equal(s.offer("a"), true);
  assert.match(await second.until(/\{\}$/), /Request-Id: a\r\n/);
});

void test("an event larger than a packet arrives whole", async () => {
  await using s = await startServer();
  const { socket, until } = s.connect();
  const ready = s.ready();
  socket.write(NEXT);
  await ready;
  s.offer("a", `"${"x".repeat(300_000)}"`);
  assert.match(
    await until(/x"$/),
    /Content-Length: 300002\r\n\r\n"x{300000}"$/,
  );
});
