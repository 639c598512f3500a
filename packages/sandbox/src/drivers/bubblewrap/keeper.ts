import { type ChildProcess, spawn } from "node:child_process";
import { Socket as DatagramSocket } from "node:dgram";
import { writeFileSync } from "node:fs";
import { Server, Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { Tools } from "./tools.ts";

const PROGRAM = fileURLToPath(new URL("keeper.mjs", import.meta.url));

// The new process says when it has its user namespace, and waits for who it is there.
const START = 'echo made; read mapped; exec "$@"';

/** A network namespace that the keeper holds open until it is dropped. */
export interface KeptNetwork {
  readonly descriptor: number;
}

/** What came of a task, and what came with it. */
interface Answer {
  readonly result: unknown;
  readonly handle?: unknown;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

interface Message {
  readonly id?: number;
  readonly ready?: boolean;
  readonly result?: unknown;
  readonly error?: string;
}

/** The process that makes networks and listens in them; see keeper.mjs. */
export class Keeper {
  readonly #child: ChildProcess;
  readonly #tools: Tools;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #ended: Error | undefined;

  private constructor(child: ChildProcess, tools: Tools) {
    this.#child = child;
    this.#tools = tools;
  }

  /** Starts a keeper; rejects with what the system said when user namespaces are not to be had. */
  static async start(tools: Tools): Promise<Keeper> {
    const child = spawn(
      tools.unshare,
      [
        "--user",
        // Directories that several boxes share are mounted there; what the machine mounts later is seen as well.
        "--mount",
        "--propagation=slave",
        tools.sh,
        "-c",
        START,
        "gatehouse-keeper",
        process.execPath,
        "--max-old-space-size=64",
        PROGRAM,
        // Root's functions run as users of their own; other servers' need one more user namespace to change theirs.
        ...(tools.asRoot ? ["--no-user-namespaces"] : []),
      ],
      {
        env: { PATH: tools.path, NODE_NO_WARNINGS: "1" },
        stdio: ["pipe", "pipe", "pipe", "ipc"],
      },
    );
    const keeper = new Keeper(child, tools);
    await keeper.#ready();
    return keeper;
  }

  get alive(): boolean {
    return this.#ended === undefined;
  }

  /** A network with nothing but its loopback, which also has these further addresses. */
  async make(addresses: readonly string[]): Promise<KeptNetwork> {
    const { result } = await this.#ask("make", { addresses });
    return { descriptor: Number(result) };
  }

  /** A listener inside a network; connections arrive in this process. */
  async listen(
    { descriptor }: KeptNetwork,
    { host, port }: { readonly host: string; readonly port: number },
  ): Promise<Server> {
    const asked = { network: descriptor, host, port };
    const { handle } = await this.#ask("listen", asked);
    if (!(handle instanceof Server))
      throw new Error("The listener did not arrive.");
    return handle;
  }

  /** Takes datagrams inside a network; they arrive in this process. */
  async listenDatagrams(
    { descriptor }: KeptNetwork,
    { host, port }: { readonly host: string; readonly port: number },
  ): Promise<DatagramSocket> {
    const asked = { network: descriptor, host, port };
    const { handle } = await this.#ask("listenDatagrams", asked);
    if (!(handle instanceof DatagramSocket))
      throw new Error("The socket did not arrive.");
    return handle;
  }

  /** The text of the network's /proc/net/tcp. */
  async connections({ descriptor }: KeptNetwork): Promise<string> {
    const asked = { network: descriptor };
    return String((await this.#ask("connections", asked)).result);
  }

  /** A connection to a port inside a network. */
  async connect({ descriptor }: KeptNetwork, port: number): Promise<Socket> {
    const asked = { network: descriptor, port };
    const { handle } = await this.#ask("connect", asked);
    if (!(handle instanceof Socket))
      throw new Error("The connection did not arrive.");
    return handle;
  }

  async drop({ descriptor }: KeptNetwork): Promise<void> {
    if (this.alive) await this.#ask("drop", { network: descriptor });
  }

  /** Puts a directory in memory over an empty one, for all that enter here and nobody else. */
  async mount(directory: string, bytes: number): Promise<void> {
    await this.#ask("mount", { directory, bytes });
  }

  async unmount(directory: string): Promise<void> {
    if (this.alive) await this.#ask("unmount", { directory });
  }

  /** What to put before a command so that it runs inside a network, as its administrator. */
  enter({ descriptor }: KeptNetwork): readonly string[] {
    const keeper = `/proc/${this.#child.pid}`;
    return [
      this.#tools.nsenter,
      `--user=${keeper}/ns/user`,
      "--preserve-credentials",
      `--mount=${keeper}/ns/mnt`,
      `--net=${keeper}/fd/${descriptor}`,
      "--",
    ];
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      return;
    this.#child.ref();
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await ended;
  }

  #ready(): Promise<void> {
    const child = this.#child;
    const { stdin, stdout, stderr } = child;
    let said = "";
    return new Promise((resolve, reject) => {
      const end = (reason: string) => {
        this.#ended ??= new Error(reason);
        reject(this.#ended);
        for (const { reject: refuse } of this.#waiting.values())
          refuse(this.#ended);
        this.#waiting.clear();
      };
      stdin?.on("error", () => {});
      stderr?.on("data", (piece: Buffer) => (said += piece.toString()));
      child.on("error", (error) => end(error.message));
      child.on("exit", () => end(said.trim() || "The keeper ended."));
      stdout?.once("data", () => {
        try {
          mapUsers(child.pid ?? 0, this.#tools.asRoot);
          stdin?.write("\n");
        } catch (error) {
          end(error instanceof Error ? error.message : String(error));
          child.kill("SIGKILL");
        }
      });
      child.on("message", (message: Message, handle: unknown) => {
        if (message.ready) {
          this.#letGo();
          resolve();
        } else this.#answered(message, handle);
      });
    });
  }

  /** A server that stops does not wait for it: it ends when its channel closes. */
  #letGo(): void {
    this.#child.unref();
    this.#child.channel?.unref();
    const { stdin, stdout, stderr } = this.#child;
    for (const stream of [stdin, stdout, stderr])
      if (stream && "unref" in stream) (stream as { unref(): void }).unref();
  }

  #answered(message: Message, handle: unknown): void {
    const waiting = this.#waiting.get(message.id ?? -1);
    this.#waiting.delete(message.id ?? -1);
    if (this.#waiting.size === 0) this.#child.channel?.unref();
    if (message.error !== undefined) waiting?.reject(new Error(message.error));
    else waiting?.resolve({ result: message.result, handle });
  }

  #ask(task: string, request: object): Promise<Answer> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.channel?.ref();
      this.#child.send({ id, task, ...request }, (error) => {
        if (error) reject(error);
      });
    });
  }
}

/**
 * Root's user namespace has every user, so that each environment gets one of its own; another server's has the
 * server's own user alone, as its administrator.
 */
function mapUsers(pid: number, asRoot: boolean): void {
  const map = (inner: number, outer: number, count: number) =>
    `${inner} ${outer} ${count}\n`;
  const every = map(0, 0, 0xffffffff);
  const uid = process.geteuid?.() ?? 0;
  const gid = process.getegid?.() ?? 0;
  if (!asRoot) writeFileSync(`/proc/${pid}/setgroups`, "deny");
  writeFileSync(`/proc/${pid}/uid_map`, asRoot ? every : map(0, uid, 1));
  writeFileSync(`/proc/${pid}/gid_map`, asRoot ? every : map(0, gid, 1));
}
