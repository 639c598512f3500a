import { assumedRole } from "../../../core/assumed-role.ts";
import type { RoleCaller } from "../../../core/caller.ts";
import type { Place, PlatformFacts } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import type {
  Properties,
  ResourceContext,
  ResourceType,
  RowOwner,
} from "../../../core/resource-type.ts";
import { resourceContext } from "../../../core/resource-work.ts";
import type { Workplace } from "../../../core/workplace.ts";
import type { Write } from "../../../store/driver.ts";
import { decodeKey } from "../../../store/key.ts";
import { capture } from "./capture.ts";
import { records } from "./group.ts";
import {
  latestItems,
  recorderArnOf,
  recorders,
  recordings,
  type RecorderRow,
} from "./tables.ts";

/** A resource that has to be looked at. */
interface Changed {
  readonly place: Place;
  readonly type: ResourceType;
  readonly identifier: string;
}

/** A resource as it was found; without properties where it is gone. */
interface Looked extends Changed {
  readonly properties: Properties | undefined;
}

/** Resources that are looked at together. */
const AT_ONCE = 16;

/** Time before its end at which a session is made anew. */
const SPARE_MS = 60_000;

/** Looks at every resource that changes while its account's recorder is on. */
export class Recording {
  readonly #workplace: Workplace;
  /** The recorders that are on, by place. */
  readonly #active = new Map<string, { place: Place; row: RecorderRow }>();
  readonly #sessions = new Map<string, RoleCaller>();
  readonly #waiting = new Map<string, Changed>();
  #owners: ReadonlyMap<string, readonly [ResourceType, RowOwner][]> = new Map();
  #working: Promise<void> | undefined;
  #closed = false;

  constructor(workplace: Workplace) {
    this.#workplace = workplace;
    workplace.onCommitted((writes) => this.#seen(writes));
    workplace.onWiped(() => {
      this.#active.clear();
      this.#waiting.clear();
      this.#sessions.clear();
    });
    workplace.platform.onClose(async () => {
      this.#closed = true;
      await this.#working;
    });
  }

  /** Goes on with all recorders that are on, and looks at what changed while nobody did. */
  async resume(): Promise<void> {
    const ctx = this.#workplace.context({ accountId: "", region: "" });
    for (const { accountId, region, name } of (
      await ctx.table(recordings).list()
    ).rows)
      await this.settle({ accountId, region }, name);
  }

  /** Takes notice that a recorder was started, stopped or changed. */
  async settle(place: Place, name: string): Promise<void> {
    const ctx = this.#workplace.context(place);
    const row = await ctx.table(recorders).get(name);
    if (!row?.recording) {
      this.#active.delete(nameOf(place));
      return;
    }
    if (this.#owners.size === 0) this.#owners = await this.#tables();
    this.#sessions.delete(nameOf(place));
    this.#active.set(nameOf(place), { place, row });
    await this.#reconcile(place, row);
  }

  #seen(writes: readonly Write[]): void {
    if (this.#active.size === 0) return;
    const endpoint = this.#workplace.platform.endpoint();
    for (const { table, key, body } of writes)
      for (const [type, ownerOf] of this.#owners.get(table) ?? []) {
        const row =
          body === undefined
            ? undefined
            : (JSON.parse(body) as Record<string, unknown>);
        const owner = ownerOf(decodeKey(key), {
          ...(row ? { row } : {}),
          endpoint,
        });
        if (owner) this.#look(type, owner, owner.identifier);
      }
  }

  #look(type: ResourceType, owner: Place, identifier: string): void {
    for (const { place, row } of this.#active.values())
      if (
        place.accountId === owner.accountId &&
        (owner.region === "" || owner.region === place.region) &&
        records(row.group, type.typeName, owner.region === "")
      )
        this.#enqueue({ place, type, identifier });
  }

  #enqueue(changed: Changed): void {
    const { place, type, identifier } = changed;
    this.#waiting.set(
      `${nameOf(place)} ${type.typeName} ${identifier}`,
      changed,
    );
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    // Begun in a turn of its own, so that it is known as being at work before it can have ended.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      if (this.#closed) return;
      await this.#record(this.#next());
    }
    this.#working = undefined;
  }

  /** Some that wait, all of the place of the first. */
  #next(): readonly Changed[] {
    const taken: Changed[] = [];
    for (const [name, changed] of this.#waiting) {
      if (taken.length >= AT_ONCE) break;
      if (taken[0] && nameOf(taken[0].place) !== nameOf(changed.place))
        continue;
      this.#waiting.delete(name);
      taken.push(changed);
    }
    return taken;
  }

  /** Looks at several at the same time, and keeps what was found as one unit. */
  async #record(several: readonly Changed[]): Promise<void> {
    const [first] = several;
    if (!first) return;
    const { place, type } = first;
    try {
      const as = await this.#session(place);
      if (!as) return;
      const looked = await Promise.all(
        several.map((one) => this.#read(one, this.#resources(place, as))),
      );
      const found = looked.filter((one) => one !== undefined);
      await this.#workplace.unit(place, async (ctx) => {
        for (const { type: one, identifier, properties } of found)
          await capture(one.typeName, identifier, properties, ctx);
      });
    } catch (error) {
      // One that cannot be kept must not take the others with it.
      if (several.length > 1)
        for (const one of several) await this.#record([one]);
      else await this.#failed(place, type.typeName, error);
    }
  }

  async #read(
    changed: Changed,
    ctx: ResourceContext,
  ): Promise<Looked | undefined> {
    const { place, type, identifier } = changed;
    try {
      return { ...changed, properties: await type.read(identifier, ctx) };
    } catch (error) {
      await this.#failed(place, type.typeName, error);
      return undefined;
    }
  }

  /** What is listed is looked at, and what was recorded and is listed no more. */
  async #reconcile(place: Place, row: RecorderRow): Promise<void> {
    const types = new Map(
      [...this.#owners.values()].flat().map(([type]) => [type.typeName, type]),
    );
    for (const type of types.values()) {
      if (!type.list || !records(row.group, type.typeName, isGlobal(type)))
        continue;
      try {
        const as = await this.#session(place);
        if (!as) return;
        const { rows } = await this.#workplace
          .context(place)
          .table(latestItems)
          .list({ prefix: [type.typeName] });
        const known = rows
          .filter(({ status }) => status !== "ResourceDeleted")
          .map((item) => item.identifier);
        const listed = await type.list(this.#resources(place, as));
        for (const identifier of new Set([...listed, ...known]))
          this.#enqueue({ place, type, identifier });
      } catch (error) {
        await this.#failed(place, type.typeName, error);
      }
    }
  }

  /** The recorder looks with the rights of its role. */
  async #session(place: Place): Promise<RoleCaller | undefined> {
    const name = nameOf(place);
    const row = this.#active.get(name)?.row;
    if (!row) return undefined;
    const known = this.#sessions.get(name);
    const ends = known?.session.expiresAt ?? 0;
    if (known && ends > this.#workplace.clock.now() + SPARE_MS) return known;
    const { caller } = await assumedRole(
      row.roleArn,
      "AWSConfig-Recorder",
      {
        as: "config.amazonaws.com",
        sourceArn: recorderArnOf(place, row.name),
        accountId: place.accountId,
      },
      this.#workplace.context(place),
    );
    this.#sessions.set(name, caller);
    return caller;
  }

  #resources(place: Place, as: RoleCaller) {
    return resourceContext(this.#workplace.context(place), {
      id: "config.recorder",
      stackName: "config",
      logicalId: "recorded",
      as,
    });
  }

  async #failed(place: Place, typeName: string, error: unknown): Promise<void> {
    if (!(error instanceof Fault)) {
      this.#workplace.report(`Config cannot record ${typeName}.`, error);
      return;
    }
    const name = this.#active.get(nameOf(place))?.row.name;
    if (name === undefined) return;
    await this.#workplace.unit(place, async (ctx) => {
      const row = await ctx.table(recorders).get(name);
      const told = { code: error.name, message: error.message };
      if (row && row.error?.message !== told.message)
        await ctx
          .table(recorders)
          .put({ ...row, error: told, changedAt: ctx.now() });
    });
  }

  async #tables() {
    const { resourceTypes } = this.#workplace.platform;
    const owners = new Map<string, [ResourceType, RowOwner][]>();
    for (const name of await resourceTypes.names()) {
      const type = await resourceTypes.find(name);
      for (const [table, owner] of Object.entries(type?.rows ?? {}))
        if (type)
          owners.set(table, [...(owners.get(table) ?? []), [type, owner]]);
    }
    return owners;
  }
}

const nameOf = ({ accountId, region }: Place): string =>
  `${accountId} ${region}`;

const isGlobal = ({ typeName }: ResourceType): boolean =>
  typeName.startsWith("AWS::IAM::");

const byPlatform = new WeakMap<PlatformFacts, Recording>();

/** The recording of a platform. */
export function recordingOf(workplace: Workplace): Recording {
  let recording = byPlatform.get(workplace.platform);
  if (!recording)
    byPlatform.set(workplace.platform, (recording = new Recording(workplace)));
  return recording;
}
