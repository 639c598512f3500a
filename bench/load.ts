import { connect, type Socket } from "node:net";

/** What a run of many requests took. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds, sorted upwards. */
  readonly latencies: Float64Array;
}

/** A raw HTTP/1.1 request, head and body. */
export type RawRequest = string | Buffer;

/**
 * Sends `requests` over `connections` kept-alive connections, each waiting for its answer before its next:
 * a client so bare that the server's own cost shows. Every answer must be of class 2xx.
 */
export async function load(
  url: string,
  next: (index: number) => RawRequest,
  { requests, connections }: { requests: number; connections: number },
): Promise<Load> {
  const { hostname, port } = new URL(url);
  const latencies = new Float64Array(requests);
  let sent = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = await connected(hostname, Number(port));
      const answers = new AnswerReader(socket);
      for (let index = sent++; index < requests; index = sent++) {
        const began = performance.now();
        socket.write(next(index));
        await answers.next();
        latencies[index] = performance.now() - began;
      }
      socket.destroy();
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return { requests, seconds, latencies: latencies.sort() };
}

/** One kept-alive connection for requests that depend on earlier answers. */
export interface Line extends Disposable {
  /** Sends a request and gives its answer, head and body. */
  ask(request: RawRequest): Promise<string>;
}

export async function openLine(url: string): Promise<Line> {
  const { hostname, port } = new URL(url);
  const socket = await connected(hostname, Number(port));
  const answers = new AnswerReader(socket);
  return {
    ask(request) {
      socket.write(request);
      return answers.next();
    },
    [Symbol.dispose]: () => socket.destroy(),
  };
}

/**
 * Runs several loads by turns, each in portions, so that what else the machine does falls on all of them alike.
 * @returns by load, all of its portions as one
 */
export async function inTurns(
  rounds: number,
  runs: readonly (() => Promise<Load>)[],
): Promise<Load[]> {
  const all = runs.map((): Load[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, run] of runs.entries()) all[index]?.push(await run());
  return all.map((portions) => ({
    requests: portions.reduce((sum, { requests }) => sum + requests, 0),
    seconds: portions.reduce((sum, { seconds }) => sum + seconds, 0),
    latencies: Float64Array.from(
      portions.flatMap(({ latencies }) => [...latencies]),
    ).sort(),
  }));
}

/** The latency below which `share` of the requests stayed, in milliseconds. */
export function percentile({ latencies }: Load, share: number): number {
  return (
    latencies[
      Math.min(latencies.length - 1, Math.floor(latencies.length * share))
    ] ?? 0
  );
}

function connected(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () =>
      resolve(socket),
    );
    socket.once("error", reject);
  });
}

/** Finds the ends of answers: `content-length` or chunked. */
class AnswerReader {
  #text = "";
  #wake: (() => void) | undefined;
  #failure: Error | undefined;

  constructor(socket: Socket) {
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      this.#text += text;
      this.#wake?.();
    });
    socket.on("close", () => {
      this.#failure ??= new Error("The server closed the connection.");
      this.#wake?.();
    });
    socket.on("error", (error) => (this.#failure = error));
  }

  /** The next answer, its head and body. */
  async next(): Promise<string> {
    for (;;) {
      const end = endOfAnswer(this.#text);
      if (end !== undefined) {
        const answer = this.#text.slice(0, end);
        this.#text = this.#text.slice(end);
        if (!answer.slice(9, 12).startsWith("2"))
          throw new Error(`The server answered ${answer.slice(0, 1000)}`);
        return answer;
      }
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
  }
}

function endOfAnswer(text: string): number | undefined {
  const head = text.indexOf("\r\n\r\n");
  if (head < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(
    text.slice(0, head + 2),
  )?.[1];
  if (length !== undefined) {
    const end = head + 4 + Number(length);
    return text.length >= end ? end : undefined;
  }
  const end = text.indexOf("0\r\n\r\n", head + 4);
  return end < 0 ? undefined : end + 5;
}
