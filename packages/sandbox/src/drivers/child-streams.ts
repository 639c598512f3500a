import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { HANDED, type Program } from "./driver.ts";

/** What a child process writes; its end is no error of ours. */
export function readable(stream: ChildProcess["stdio"][number]): Readable {
  if (!stream || !("read" in stream))
    throw new Error("A child process was started without its pipes.");
  stream.on("error", () => stream.destroy());
  return stream as Readable;
}

/** What a child process reads; it may be gone before it has read all. */
export function writable(stream: ChildProcess["stdio"][number]): Writable {
  if (!stream || !("write" in stream))
    throw new Error("A child process was started without its pipes.");
  stream.on("error", () => stream.destroy());
  return stream as Writable;
}

/** The end of the connection that a program takes which is not handed to it; nothing for one that takes none. */
export function connection(
  child: ChildProcess,
  { takesConnection = false }: Program,
): Socket | undefined {
  if (!takesConnection) return undefined;
  const streams: readonly ChildProcess["stdio"][number][] = child.stdio;
  const stream = readable(streams[HANDED.descriptor]);
  return stream as Socket;
}

/** A program's variables, and the one that leads to its connection. */
export function variables({
  environment,
  takesConnection = false,
}: Program): Record<string, string> {
  return takesConnection
    ? { ...environment, [HANDED.variable]: String(HANDED.descriptor) }
    : { ...environment };
}
