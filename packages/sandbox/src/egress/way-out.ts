import {
  createSocket,
  type RemoteInfo,
  type Socket as DatagramSocket,
} from "node:dgram";
import dns from "node:dns";
import { connect, type Server, type Socket } from "node:net";
import type { Network } from "../drivers/driver.ts";
import { destinationOf, type Endpoint } from "./destinations.ts";
import { addresses, GATE, RESOLVER, RULES } from "./rules.ts";

/** Whether a connection may leave, and why. */
export interface Verdict {
  readonly allowed: boolean;
  readonly reason: string;
}

/** What decides about a way out. */
export interface WayOut {
  /** The address that the function has in its network. */
  readonly address: string;
  /** Asked for every connection, so that what is changed counts at once; `sourcePort` is the connection's own. */
  judge(
    destination: Endpoint & { readonly sourcePort: number },
  ): Promise<Verdict>;
  /** Whether names are resolved. */
  resolves(): Promise<boolean>;
  /** Told of every connection that was refused. */
  onRefused?(destination: Endpoint, reason: string): void;
}

/** Connections of one environment at a time; Lambda allows 1,024 file descriptors. */
const CONNECTIONS = 1024;
const QUESTIONS = 256;
const CONNECT_MS = 30_000;
const ANSWER_MS = 5_000;

/**
 * Leads a network's connections to this process, which judges each and makes those that are allowed itself, from
 * outside. What is refused is reset at once. Answers what ends it.
 * @throws Error in the words of `ip` or `nft`, where these cannot do it
 */
export async function openWayOut(
  network: Network,
  way: WayOut,
): Promise<() => void> {
  await Promise.all([
    network.run("ip", ["-batch", "-"], addresses(way.address)),
    network.run("nft", ["-f", "-"], RULES),
  ]);
  const open: Open = new Set();
  const gate = await listener(network, GATE, open, (inside) =>
    pass(inside, network, way, open),
  );
  const names = await listener(network, RESOLVER, open, async (inside) => {
    const server = nameServer();
    if (server && (await way.resolves())) lead(inside, server, open);
    else inside.resetAndDestroy();
  });
  const questions = await network.listenDatagrams(RESOLVER);
  answerQuestions(questions, way);
  return () => {
    gate.close();
    names.close();
    questions.close();
    for (const one of open) one.destroy();
  };
}

/** Sockets to end with the network. */
type Open = Set<Socket>;

async function listener(
  network: Network,
  address: { readonly host: string; readonly port: number },
  open: Open,
  take: (inside: Socket) => Promise<void>,
): Promise<Server> {
  const server = await network.listen(address);
  server.maxConnections = CONNECTIONS;
  server.on("error", () => {});
  server.on("connection", (inside: Socket) => {
    inside.on("error", () => {});
    keep(open, inside);
    take(inside).catch(() => inside.resetAndDestroy());
  });
  return server;
}

/** Makes the connection that was meant, if it is allowed, and joins the two. */
async function pass(
  inside: Socket,
  network: Network,
  way: WayOut,
  open: Open,
): Promise<void> {
  const { remoteAddress: address = "", remotePort: port = 0 } = inside;
  const from = { address, port };
  const destination = destinationOf(await network.connections(), from);
  if (destination && (await isAllowed(destination, port, way)))
    lead(inside, destination, open);
  else inside.resetAndDestroy();
}

async function isAllowed(
  destination: Endpoint,
  sourcePort: number,
  way: WayOut,
): Promise<boolean> {
  const { allowed, reason } = await way.judge({ ...destination, sourcePort });
  if (!allowed) way.onRefused?.(destination, reason);
  return allowed;
}

/** Connects to a destination from outside. */
function lead(inside: Socket, { address, port }: Endpoint, open: Open): void {
  if (inside.destroyed) return;
  const outside = connect({
    host: address,
    port,
    allowHalfOpen: true,
    timeout: CONNECT_MS,
  });
  keep(open, outside);
  join(inside, outside);
}

/** Bytes both ways; when one side breaks, so does the other, and an end is passed on as one. */
function join(inside: Socket, outside: Socket): void {
  inside.allowHalfOpen = true;
  outside.once("connect", () => outside.setTimeout(0));
  outside.once("timeout", () => outside.destroy());
  outside.on("error", () => inside.resetAndDestroy());
  inside.on("error", () => outside.resetAndDestroy());
  inside.once("close", () => outside.destroy());
  outside.once("close", () => inside.destroy());
  inside.pipe(outside);
  outside.pipe(inside);
}

function keep(open: Open, socket: Socket): void {
  open.add(socket);
  socket.once("close", () => open.delete(socket));
}

/** Passes questions about names on to the machine's own resolver, and its answers back. */
function answerQuestions(socket: DatagramSocket, way: WayOut): void {
  let waiting = 0;
  socket.on("error", () => {});
  socket.on("message", (question, from) => {
    if (waiting >= QUESTIONS) return;
    waiting++;
    answer(question, way)
      .then((text) => send(socket, text, from))
      .catch(() => {})
      .finally(() => waiting--);
  });
}

async function answer(
  question: Buffer,
  way: WayOut,
): Promise<Buffer | undefined> {
  if (!isQuestion(question)) return undefined;
  const server = nameServer();
  if (!server || !(await way.resolves())) return refusal(question);
  return ask(server, question);
}

function ask(server: Endpoint, question: Buffer): Promise<Buffer | undefined> {
  const socket = createSocket(server.address.includes(":") ? "udp6" : "udp4");
  return new Promise<Buffer | undefined>((resolve) => {
    const timer = setTimeout(resolve, ANSWER_MS, undefined);
    timer.unref();
    socket.once("error", () => resolve(undefined));
    socket.once("message", (text) => {
      clearTimeout(timer);
      resolve(text);
    });
    socket.connect(server.port, server.address, () => socket.send(question));
  }).finally(() => socket.close());
}

function send(
  socket: DatagramSocket,
  text: Buffer | undefined,
  { address, port }: RemoteInfo,
): void {
  if (text) socket.send(text, port, address, () => {});
}

/** The first of the machine's name servers. */
function nameServer(): Endpoint | undefined {
  const [first] = dns.getServers();
  if (first === undefined) return undefined;
  const [, six, sixPort] = /^\[(.+)\](?::(\d+))?$/.exec(first) ?? [];
  const [, four, fourPort] = /^([\d.]+)(?::(\d+))?$/.exec(first) ?? [];
  const address = six ?? four ?? first;
  return { address, port: Number(sixPort ?? fourPort ?? RESOLVER.port) };
}

/** A DNS message's head is twelve bytes; the first bit of the third says that it is no answer. */
const isQuestion = (message: Buffer): boolean =>
  message.length >= 12 && ((message[2] ?? 0x80) & 0x80) === 0;

/** The question, sent back as refused (RFC 1035, section 4.1.1). */
function refusal(question: Buffer): Buffer {
  const answered = Buffer.from(question);
  answered[2] = (answered[2] ?? 0) | 0x80;
  answered[3] = ((answered[3] ?? 0) & 0xf0) | 5;
  return answered;
}
