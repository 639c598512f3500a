import type { Socket } from "node:dgram";
import type { PlatformFacts } from "../../../core/context.ts";

/** Traces whose segments are awaited at most: the oldest are forgotten first. */
const AWAITED_AT_MOST = 10_000;

/**
 * The X-Ray daemon of functions: takes the segments that X-Ray's SDKs send over UDP, as on AWS, where it listens beside
 * each function. One socket on the loopback serves all: a segment is let through by the role of the function whose call
 * it belongs to, which its trace's id tells, and one of any other trace is dropped. Functions that are kept from the
 * machine's network cannot reach it; their SDKs send and hear nothing.
 */
export class TraceDaemon {
  readonly #awaited = new Map<string, (document: string) => void>();
  #socket: Promise<Socket> | undefined;

  /** Where it listens, as `127.0.0.1:53201`; listens from the first time on that somebody asks. */
  async address(): Promise<string> {
    const { address, port } = (await (this.#socket ??= this.#open())).address();
    return `${address}:${port}`;
  }

  /** From now on the segments of a trace go to `pass`. */
  expect(traceId: string, pass: (document: string) => void): void {
    if (!this.#socket) return;
    const [oldest] = this.#awaited.keys();
    if (this.#awaited.size >= AWAITED_AT_MOST && oldest !== undefined)
      this.#awaited.delete(oldest);
    this.#awaited.set(traceId, pass);
  }

  async close(): Promise<void> {
    const socket = await this.#socket;
    socket?.close();
  }

  async #open(): Promise<Socket> {
    const { createSocket } = await import("node:dgram");
    const socket = createSocket("udp4");
    socket.on("message", (datagram) => this.#take(datagram));
    socket.unref();
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(0, "127.0.0.1", () => {
        // What cannot be received later is lost, as datagrams are.
        socket.off("error", reject).on("error", () => undefined);
        resolve();
      });
    });
    return socket;
  }

  #take(datagram: Buffer): void {
    const document = documentIn(datagram.toString());
    if (document) this.#awaited.get(document.traceId)?.(document.text);
  }
}

/** The daemon of a platform: made at the first question for it, closed with the platform. */
export function daemonOf(platform: PlatformFacts): TraceDaemon {
  let daemon = byPlatform.get(platform);
  if (!daemon) {
    const made = new TraceDaemon();
    platform.onClose(() => made.close());
    byPlatform.set(platform, (daemon = made));
  }
  return daemon;
}

const byPlatform = new WeakMap<PlatformFacts, TraceDaemon>();

/** A datagram is a line that tells the format, and a segment (X-Ray guide, "Sending segment documents"). */
export function documentIn(
  datagram: string,
): { readonly traceId: string; readonly text: string } | undefined {
  const line = datagram.indexOf("\n");
  if (line < 0) return undefined;
  const head = parsed(datagram.slice(0, line));
  const text = datagram.slice(line + 1).trim();
  const traceId = parsed(text)?.["trace_id"];
  return head?.["format"] === "json" && typeof traceId === "string"
    ? { traceId: traceId.toLowerCase(), text }
    : undefined;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
