import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import type { Server } from "node:net";
import { join } from "node:path";
import { holdConnections } from "../connections.ts";
import type {
  Driver,
  FunctionEndpoint,
  Network,
  Program,
  Slot,
  SlotRequest,
} from "../driver.ts";
import type { Isolation } from "../isolation.ts";
import type { ControlGroup, ControlGroups } from "./control-groups.ts";
import { killBelow } from "../process-tree.ts";
import { type EndpointInside, endpointInside } from "./endpoint.ts";
import {
  INSIDE,
  outOfTmp,
  ownFiles,
  systemFiles,
  type Users,
} from "./file-system.ts";
import { Keeper, type KeptNetwork } from "./keeper.ts";
import { startInside } from "./program.ts";
import { systemCallFilter, thisProcessor } from "./system-call-filter.ts";
import type { Tools } from "./tools.ts";
import { FILTER, WayIn } from "./way-in.ts";

/** What can be had of this machine, found by trying. */
export interface Means {
  readonly tools: Tools;
  /** Whether bubblewrap closes nested user namespaces itself. */
  readonly disablesUsers: boolean;
  readonly groups: ControlGroups | undefined;
}

interface Endpoint {
  readonly to: FunctionEndpoint;
  readonly inside: EndpointInside;
}

/** What functions are offered beside their own. */
export interface Offer {
  readonly workDir: string;
  readonly endpoint?: FunctionEndpoint;
  /** Host files and directories that every function sees, read-only, where they are. */
  readonly files?: readonly string[];
}

/** What an environment needs that no function has to be known for. */
interface Prepared {
  readonly network: KeptNetwork;
  readonly server: Server;
  /** Closes every listener. */
  readonly close: () => Promise<void>;
  readonly group: ControlGroup | undefined;
  /** For its first program. */
  readonly wayIn: WayIn;
}

// A cold start takes one. The next takes a few milliseconds to make, when the start is likely to be over.
const AHEAD = 2;
const REFILL_MS = 60;
const API_PORT = 9001;
const MIB = 1_048_576;
const CHANGING_USER = ["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"];

/** Functions in boxes of their own: bubblewrap, with a prepared network, a filter of system calls and control groups. */
export class BubblewrapDriver implements Driver {
  readonly isolation: Isolation;
  readonly #means: Means;
  readonly #endpoint: Endpoint | undefined;
  readonly #users: Users;
  readonly #usersTaken = new Set<number>();
  readonly #system: readonly string[];
  /** Host files and directories that every function sees. */
  readonly #shown: readonly string[];
  readonly #filterFile: string | undefined;
  readonly #ahead: Promise<Prepared>[] = [];
  #refilling: NodeJS.Timeout | undefined;
  #keeper: Promise<Keeper>;
  #closed = false;

  private constructor(
    means: Means,
    keeper: Keeper,
    files: {
      users: Users;
      system: readonly string[];
      shown: readonly string[];
      filterFile: string | undefined;
    },
    endpoint: Endpoint | undefined,
  ) {
    this.#means = means;
    this.#keeper = Promise.resolve(keeper);
    this.#users = files.users;
    this.#system = files.system;
    this.#shown = files.shown;
    this.#filterFile = files.filterFile;
    this.#endpoint = endpoint;
    this.isolation = isolationOf(means);
  }

  /** Rejects when user namespaces are not to be had. */
  static async make(
    means: Means,
    { workDir, endpoint, files = [] }: Offer,
  ): Promise<BubblewrapDriver> {
    const inside = endpoint && endpointInside(endpoint.url);
    const users = usersOf(means.tools);
    const directory = join(workDir, "isolation");
    mkdirSync(directory, { recursive: true });
    const [keeper, system] = await Promise.all([
      Keeper.start(means.tools),
      systemFiles(directory, users, inside?.names ?? []),
    ]);
    const filterFile = filterIn(directory);
    return new BubblewrapDriver(
      means,
      keeper,
      { users, system, shown: files, filterFile },
      endpoint && inside && { to: endpoint, inside },
    );
  }

  async open(request: SlotRequest): Promise<Slot> {
    const { places, limits, egress } = request;
    const keeper = await this.#livingKeeper();
    const prepared = await this.#take();
    const user = this.#takeUser();
    const { network, group } = prepared;
    const sharedTmp = request.severalPrograms
      ? join(places.tmp, "shared")
      : undefined;
    let isShared = false;
    let closeEgress: (() => void | Promise<void>) | undefined;
    const release = async () => {
      this.#usersTaken.delete(user);
      await closeEgress?.();
      await this.#discard(prepared);
      if (sharedTmp && isShared)
        await keeper.unmount(sharedTmp).catch(() => {});
    };
    try {
      group?.limit(limits);
      if (sharedTmp) {
        mkdirSync(sharedTmp);
        await keeper.mount(sharedTmp, limits.ephemeralStorageMb * MIB);
        isShared = true;
      }
      closeEgress = await egress?.open(this.#networkOf(keeper, network));
    } catch (error) {
      await release();
      throw error;
    }
    const { tools } = this.#means;
    const start = (given: Program) => {
      const program = outOfTmp(given);
      return startInside({
        program,
        wayIn: prepared.wayIn.isFree
          ? prepared.wayIn
          : this.#wayIn(keeper, network, group),
        command: [
          this.#box(user),
          ownFiles(
            places,
            limits,
            [...(program.sees ?? []), ...this.#shown],
            sharedTmp,
          ),
          ["--chdir", program.cwd, "--"],
          this.#becoming(user),
          [tools.sh],
        ].flat(),
        host: places,
        directory: places.tmp,
        filterFile: this.#filterFile,
        processes: group ? undefined : limits.processes,
        groupMemory: group && (() => group.memory()),
      });
    };
    return {
      server: prepared.server,
      address: `127.0.0.1:${this.#apiPort}`,
      places: INSIDE,
      start,
      connect: (port) => keeper.connect(network, port),
      release,
    };
  }

  /** Functions of a killed server die with it, unless they were plain processes. */
  sweep(directory: string): Promise<void> {
    return killBelow(directory);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#refilling);
    const ahead = this.#ahead.splice(0);
    for (const one of await Promise.allSettled(ahead))
      if (one.status === "fulfilled") await this.#discard(one.value);
    await (await this.#keeper).close();
  }

  /** A keeper that somebody ended is replaced; what it held open goes on while it is in use. */
  async #livingKeeper(): Promise<Keeper> {
    const keeper = await this.#keeper;
    if (keeper.alive) return keeper;
    this.#ahead.length = 0;
    return (this.#keeper = Keeper.start(this.#means.tools));
  }

  #take(): Promise<Prepared> {
    const ready = this.#ahead.shift() ?? this.#prepare();
    this.#refilling ??= setTimeout(() => this.#refill(), REFILL_MS).unref();
    return ready.catch(() => this.#prepare());
  }

  #refill(): void {
    this.#refilling = undefined;
    while (!this.#closed && this.#ahead.length < AHEAD) {
      const next = this.#prepare();
      next.catch(() => {});
      this.#ahead.push(next);
    }
  }

  async #prepare(): Promise<Prepared> {
    const keeper = await this.#keeper;
    const inside = this.#endpoint?.inside;
    const network = await keeper.make(inside?.addresses ?? []);
    const servers: Server[] = [];
    const listen = async (host: string, port: number) => {
      const server = await keeper.listen(network, { host, port });
      servers.push(server);
      return { server, close: holdConnections(server) };
    };
    try {
      const api = await listen("127.0.0.1", this.#apiPort);
      const platform = inside && (await listen(inside.host, inside.port));
      platform?.server.on("connection", (socket) =>
        this.#endpoint?.to.accept(socket),
      );
      const close = async () => {
        await Promise.all([api.close(), platform?.close()]);
      };
      const group = this.#means.groups?.make();
      const wayIn = this.#wayIn(keeper, network, group);
      return { network, server: api.server, close, group, wayIn };
    } catch (error) {
      for (const server of servers) server.close();
      await keeper.drop(network);
      throw error;
    }
  }

  #wayIn(
    keeper: Keeper,
    network: KeptNetwork,
    group: ControlGroup | undefined,
  ): WayIn {
    return new WayIn({
      tools: this.#means.tools,
      directories: group?.directories ?? [],
      enter: keeper.enter(network),
      filterFile: this.#filterFile,
    });
  }

  async #discard(prepared: Prepared): Promise<void> {
    const { network, close, group, wayIn } = prepared;
    if (wayIn.isFree) wayIn.end();
    await group?.empty();
    await close();
    await (await this.#keeper).drop(network).catch(() => {});
    await group?.remove();
  }

  get #apiPort(): number {
    return this.#endpoint?.inside.port === API_PORT ? API_PORT + 1 : API_PORT;
  }

  #networkOf(keeper: Keeper, network: KeptNetwork): Network {
    return {
      run: (command, args, input) =>
        run(
          [...keeper.enter(network), command, ...args],
          this.#means.tools,
          input,
        ),
      listen: (address) => keeper.listen(network, address),
      listenDatagrams: (address) => keeper.listenDatagrams(network, address),
      connections: () => keeper.connections(network),
    };
  }

  /** Every environment of root's has a user of its own; another server's have its user, under another number. */
  #takeUser(): number {
    const { first } = this.#users;
    if (!this.#means.tools.asRoot) return first;
    let user = first;
    while (this.#usersTaken.has(user)) user++;
    this.#usersTaken.add(user);
    return user;
  }

  #box(user: number): readonly string[] {
    const { tools, disablesUsers } = this.#means;
    return [
      [tools.bwrap, "--unshare-ipc", "--unshare-pid", "--unshare-uts"],
      ["--unshare-cgroup-try", "--hostname", "sandbox"],
      ["--die-with-parent", "--new-session", "--as-pid-1"],
      ["--cap-drop", "ALL"],
      tools.asRoot
        ? CHANGING_USER.flatMap((name) => ["--cap-add", name])
        : ["--unshare-user", "--uid", String(user), "--gid", String(user)],
      disablesUsers && !tools.asRoot ? ["--disable-userns"] : [],
      this.#filterFile ? ["--seccomp", String(FILTER)] : [],
      this.#system,
    ].flat();
  }

  /** Root's way to become the environment's user, with nothing that could lead back. */
  #becoming(user: number): readonly string[] {
    const { tools } = this.#means;
    if (!tools.asRoot) return [];
    return [
      [tools.setpriv, "--reuid", String(user), "--regid", String(user)],
      ["--clear-groups", "--inh-caps=-all", "--ambient-caps=-all"],
      // A change of user makes the system forget with whom this process is to end.
      ["--bounding-set=-all", "--no-new-privs", "--pdeathsig", "KILL", "--"],
    ].flat();
  }
}

/** A machine gives such high numbers to nobody; where in them chance decides, so that two servers' users differ. */
function usersOf({ asRoot }: Tools): Users {
  if (!asRoot) return { first: 993, count: 1 };
  const first = 1_900_000_000 + Math.floor(Math.random() * 65_536) * 256;
  return { first, count: 256 };
}

function filterIn(directory: string): string | undefined {
  const processor = thisProcessor();
  if (!processor) return undefined;
  const file = join(directory, "system-calls.bpf");
  writeFileSync(file, systemCallFilter(processor));
  return file;
}

function isolationOf({ tools, disablesUsers, groups }: Means): Isolation {
  const processor = thisProcessor();
  return {
    driver: "bubblewrap",
    user: tools.asRoot
      ? "one of its own for each environment"
      : "the server's own, in a user namespace",
    files:
      "code, layers, runtime and the system's programs, read-only; a /tmp of its own",
    processes: "its own alone",
    network: "the platform alone",
    systemCalls: processor ? "filtered" : "all",
    limits: groups
      ? `control groups version ${groups.version}: ${groups.controllers.join(", ")}`
      : "memory is watched, processes are counted for each user",
    missing: [
      ...(processor
        ? []
        : [`a filter of system calls: none is known for ${process.arch}`]),
      ...(disablesUsers || tools.asRoot
        ? []
        : ["bubblewrap 0.8 or later, which closes nested user namespaces"]),
    ],
  };
}

function run(
  [command = "", ...args]: readonly string[],
  { path }: Tools,
  input: string | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      { env: { PATH: path }, timeout: 10_000 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(stderr.trim() || error.message));
        else resolve(stdout);
      },
    );
    child.stdin?.on("error", () => {});
    child.stdin?.end(input ?? "");
  });
}
