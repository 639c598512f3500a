import { request } from "node:http";
import type { Socket } from "node:net";
import type { Deliver } from "../logs/telemetry-feed.ts";

const PATIENCE_MS = 1_000;

/**
 * Brings batches to listeners inside an environment: a POST for each over HTTP, lines over TCP.
 * @param connect to a port of the environment's own network
 */
export function deliverThrough(
  connect: (port: number) => Promise<Socket>,
): Deliver {
  return async ({ protocol, port, path }, batch) => {
    const socket = await connect(port);
    await (protocol === "HTTP"
      ? post(socket, port, path, batch)
      : write(socket, batch));
  };
}

/** Only the status of the answer matters; its body is not waited for. */
function post(
  socket: Socket,
  port: number,
  path: string,
  batch: Buffer,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      Host: `sandbox.localdomain:${port}`,
      "Content-Type": "application/json",
      "Content-Length": batch.length,
      Connection: "close",
    };
    const sent = request({
      createConnection: () => socket,
      method: "POST",
      path,
      headers,
      timeout: PATIENCE_MS,
    });
    sent.on("timeout", () => sent.destroy(new Error("timed out")));
    sent.on("error", reject);
    sent.on("response", ({ statusCode = 0 }) => {
      if (statusCode < 300) resolve();
      else reject(new Error(`answered ${statusCode}`));
      socket.destroy();
    });
    sent.end(batch);
  });
}

function write(socket: Socket, batch: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(PATIENCE_MS, () =>
      socket.destroy(new Error("timed out")),
    );
    socket.on("error", reject);
    socket.end(batch, () => {
      resolve();
      socket.destroySoon();
    });
  });
}
