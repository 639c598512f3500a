import type { Driver, Limits } from "../drivers/driver.ts";
import type { FunctionSpec } from "../function-spec.ts";
import { familyOf } from "../runtimes/list.ts";
import { hasExtensions } from "./extension-programs.ts";
import { Incarnation } from "./incarnation.ts";
import { linkTree } from "./linked-tree.ts";
import { RUNTIME_DIR, type Room, preparedDir, openRoom } from "./room.ts";
import { limitsOf } from "./slot-limits.ts";
import { aheadVariables } from "./variables.ts";

/** A runtime that is started and isolated, and waits to be told its function. No two functions ever share one. */
export interface Spare {
  readonly room: Room;
  readonly incarnation: Incarnation;
}

/** How many runtimes are started ahead. */
export interface SpareLimits {
  /** For each shape (runtime, memory, storage) that was used of late. */
  readonly perShape: number;
  readonly total: number;
  /** How long after a start another is made ahead, so as not to compete with it; milliseconds. */
  readonly delayMs: number;
}

/** What spares are made with. */
export interface SpareMeans {
  readonly workDir: string;
  readonly limits: SpareLimits;
  driver(): Promise<Driver>;
  /** Whether there is room for one more process. */
  hasRoom(): boolean;
}

/** What is fixed when a process starts, and so must be known before its function is. */
interface Shape {
  readonly key: string;
  readonly spec: FunctionSpec;
  readonly binary: string;
  readonly limits: Limits;
  readonly ready: Spare[];
  making: number;
  usedAt: number;
}

// Variables that a process reads as it starts, or that its libraries do: told later they would not count.
const READ_AT_START =
  /^(NODE_|PYTHON|LD_|LC_|LANG$|TZ$|MALLOC_|GLIBC_|UV_|OPENSSL_|SSL_|AWS_LAMBDA_EXEC_WRAPPER$)/;

/** Keeps a few runtimes started ahead for shapes that were used of late. */
export class Spares {
  readonly #means: SpareMeans;
  readonly #shapes = new Map<string, Shape>();
  readonly #making = new Set<Promise<void>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(means: SpareMeans) {
    this.#means = means;
  }

  /** How many wait now. */
  get count(): number {
    let count = 0;
    for (const { ready, making } of this.#shapes.values())
      count += ready.length + making;
    return count;
  }

  /** A started runtime with the function's code in place; nothing when none fits, and then one is made for the next time. */
  async take(spec: FunctionSpec, binary: string): Promise<Spare | undefined> {
    if (this.#closed || !fits(spec)) return undefined;
    const shape = this.#shapeOf(spec, binary);
    const spare = shape.ready.pop();
    this.#makeSoon(shape);
    if (!spare) return undefined;
    const { task, opt } = spare.room.host;
    const [layer] = spec.layerDirs;
    const isFilled =
      (await linkTree(spec.codeDir, task)) &&
      (layer === undefined || (await linkTree(layer, opt)));
    if (isFilled) return spare;
    await end(spare);
    return undefined;
  }

  /** Ends those of shapes that were not used since `since` (milliseconds of `performance.now()`). */
  reap(since: number): void {
    for (const shape of this.#shapes.values()) {
      if (shape.usedAt >= since) continue;
      this.#shapes.delete(shape.key);
      for (const spare of shape.ready.splice(0)) this.#track(end(spare));
    }
  }

  /** Ends one to make room; false when there is none. */
  giveUpOne(): boolean {
    for (const { ready } of this.#shapes.values()) {
      const spare = ready.pop();
      if (!spare) continue;
      this.#track(end(spare));
      return true;
    }
    return false;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.reap(Number.POSITIVE_INFINITY);
    while (this.#making.size > 0) await Promise.all(this.#making);
  }

  #shapeOf(spec: FunctionSpec, binary: string): Shape {
    const { runtime, memoryMb, ephemeralStorageMb } = spec;
    const key = [runtime, binary, memoryMb, ephemeralStorageMb].join(" ");
    const usedAt = performance.now();
    const known = this.#shapes.get(key);
    if (known) known.usedAt = usedAt;
    const shape = known ?? {
      key,
      spec,
      binary,
      limits: limitsOf(spec),
      ready: [],
      making: 0,
      usedAt,
    };
    this.#shapes.set(key, shape);
    return shape;
  }

  #makeSoon(shape: Shape): void {
    const { limits } = this.#means;
    if (limits.perShape < 1 || limits.total < 1) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#makeMissing(shape);
    }, limits.delayMs).unref();
    this.#timers.add(timer);
  }

  #makeMissing(shape: Shape): void {
    const { limits } = this.#means;
    while (
      !this.#closed &&
      this.#shapes.get(shape.key) === shape &&
      shape.ready.length + shape.making < limits.perShape &&
      this.#means.hasRoom() &&
      this.#roomBeside(shape)
    ) {
      shape.making++;
      this.#track(this.#make(shape));
    }
  }

  /** Within the total the longest unused shape makes way. */
  #roomBeside(shape: Shape): boolean {
    if (this.count < this.#means.limits.total) return true;
    const others = [...this.#shapes.values()].filter(
      (other) => other !== shape && other.ready.length > 0,
    );
    const oldest = others.toSorted((a, b) => a.usedAt - b.usedAt)[0];
    const spare = oldest?.ready.pop();
    if (!spare) return false;
    this.#track(end(spare));
    return true;
  }

  async #make(shape: Shape): Promise<void> {
    try {
      const spare = await this.#start(shape);
      if (this.#closed || this.#shapes.get(shape.key) !== shape)
        return await end(spare);
      shape.ready.push(spare);
      void spare.incarnation.exited?.then(() => this.#forget(shape, spare));
    } catch (error) {
      // The next call starts without it and meets the same trouble, where it can be told.
      process.emitWarning(error instanceof Error ? error : String(error));
    } finally {
      shape.making--;
    }
  }

  async #start({ spec, binary, limits }: Shape): Promise<Spare> {
    const { workDir } = this.#means;
    const room = await openRoom(workDir, await this.#means.driver(), limits);
    const command = familyOf(spec.runtime)?.command(binary, {
      memoryMb: spec.memoryMb,
      handler: "",
      preparedDir: preparedDir(workDir),
      host: room.host,
      seen: room.slot.places,
    });
    if (!command || "reason" in command)
      throw new TypeError(`${spec.runtime} cannot be started ahead.`);
    const { places, address } = room.slot;
    const incarnation = new Incarnation(room.slot, true);
    incarnation.start({
      ...command,
      cwd: places.task,
      environment: aheadVariables({
        spec,
        places,
        binary,
        runtimeDir: RUNTIME_DIR,
        apiAddress: address,
      }),
    });
    return { room, incarnation };
  }

  /** One that ended by itself is of no use. */
  #forget(shape: Shape, spare: Spare): void {
    const index = shape.ready.indexOf(spare);
    if (index < 0) return;
    shape.ready.splice(index, 1);
    this.#track(end(spare));
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch(() => {})
      .finally(() => this.#making.delete(tracked));
    this.#making.add(tracked);
  }
}

/** Whether everything that a function needs at the start of its process is the same for every function. */
function fits(spec: FunctionSpec): boolean {
  return (
    familyOf(spec.runtime)?.startsAhead === true &&
    // Its network is closed, and stays so.
    spec.egress === undefined &&
    spec.layerDirs.length <= 1 &&
    // Extensions start before the runtime, and share its /tmp.
    !spec.layerDirs.some(hasExtensions) &&
    !Object.keys(spec.environment).some((name) => READ_AT_START.test(name))
  );
}

async function end({ room, incarnation }: Spare): Promise<void> {
  await incarnation.stop();
  await room.leave();
}
