import type { ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";

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
