import type { Server, Socket } from "node:net";

// A function has one connection, a shell bootstrap one a call; more is a leak or an attack.
const CONNECTION_LIMIT = 64;

/** Bounds a listener's connections; what it answers closes the listener and breaks off what is open. */
export function holdConnections(server: Server): () => Promise<void> {
  server.maxConnections = CONNECTION_LIMIT;
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
}
