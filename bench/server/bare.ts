import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The floor: a `node:http` server that reads a body and answers a constant. It tells its own CPU time. */
const BODY = JSON.stringify({ answer: "x".repeat(400) });

const server = createServer((request, response) => {
  if (request.url === "/cpu") {
    const { user, system } = process.cpuUsage();
    response.end(String((user + system) / 1e6));
    return;
  }
  request.on("data", () => undefined);
  request.on("end", () => {
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": BODY.length,
    });
    response.end(BODY);
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}\n`,
  );
});
