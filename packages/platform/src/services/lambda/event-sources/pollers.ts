import type { Context, PlatformFacts, Place } from "../../../core/context.ts";
import type { Workplace } from "../../../core/workplace.ts";
import { Poller } from "./poller.ts";
import { mappings, type MappingRow } from "./tables.ts";

/** The pollers of a platform: one for each mapping that is enabled. */
export class Pollers {
  readonly #workplace: Workplace;
  readonly #running = new Map<
    string,
    { readonly poller: Poller; readonly ended: Promise<void> }
  >();
  /** What was last told of each mapping, so that only changes are written. */
  readonly #told = new Map<string, string>();
  #closed = false;

  constructor(workplace: Workplace) {
    this.#workplace = workplace;
    workplace.clock.onMoved(() => {
      for (const { poller } of this.#running.values()) poller.clockMoved();
    });
    workplace.onWiped(() => {
      for (const { poller } of this.#running.values()) poller.stop();
      this.#running.clear();
      this.#told.clear();
    });
    workplace.platform.onClose(async () => {
      this.#closed = true;
      const all = [...this.#running.values()];
      for (const { poller } of all) poller.stop();
      await Promise.all(all.map(({ ended }) => ended));
    });
  }

  /** Polls for a mapping as it is now, in the place of whoever polled for it before. */
  async start(row: MappingRow): Promise<void> {
    await this.stop(row);
    if (this.#closed) return;
    this.#told.set(row.uuid, row.lastResult);
    const poller = new Poller(this.#workplace, row, (lastResult) =>
      this.#note(row, lastResult),
    );
    this.#running.set(row.uuid, { poller, ended: poller.run() });
  }

  /** Returns when no more messages are taken. */
  async stop({ uuid }: { readonly uuid: string }): Promise<void> {
    const known = this.#running.get(uuid);
    if (!known) return;
    this.#running.delete(uuid);
    known.poller.stop();
    await known.ended;
  }

  #note({ accountId, region, uuid }: MappingRow, lastResult: string): void {
    if (this.#told.get(uuid) === lastResult) return;
    this.#told.set(uuid, lastResult);
    this.#workplace
      .unit({ accountId, region }, async (ctx) => {
        const rows = ctx.table(mappings);
        const row = await rows.get(accountId, region, uuid);
        if (row) await rows.put({ ...row, lastResult });
      })
      .catch((error: unknown) =>
        this.#workplace.report("A mapping could not be written.", error),
      );
  }
}

export function pollersOf(platform: PlatformFacts): Pollers {
  let pollers = byPlatform.get(platform);
  if (!pollers) {
    pollers = new Pollers(platform.workplace("lambda"));
    byPlatform.set(platform, pollers);
  }
  return pollers;
}

const byPlatform = new WeakMap<PlatformFacts, Pollers>();

/** Lets a mapping take on the state that it is on its way to. */
export async function settleMapping(
  { accountId, region, uuid }: Place & { readonly uuid: string },
  ctx: Context,
): Promise<void> {
  const rows = ctx.table(mappings);
  const row = await rows.get(accountId, region, uuid);
  const pollers = pollersOf(ctx.platform);
  if (!row || row.state === "Enabled" || row.state === "Disabled") return;
  await pollers.stop(row);
  if (row.state === "Deleting") {
    await rows.delete(accountId, region, uuid);
    return;
  }
  if (row.state === "Disabling") {
    await rows.put({ ...row, state: "Disabled" });
    return;
  }
  const enabled: MappingRow = { ...row, state: "Enabled" };
  await rows.put(enabled);
  ctx.atEnd((committed) => {
    if (committed) void pollers.start(enabled);
  });
}

/** Polls again for what an earlier process polled for. */
export function resumeMappings(workplace: Workplace): void {
  const everywhere = workplace.context({ accountId: "", region: "" });
  everywhere
    .table(mappings)
    .list()
    .then(async ({ rows }) => {
      const pollers = pollersOf(workplace.platform);
      for (const row of rows)
        if (row.state === "Enabled") await pollers.start(row);
    })
    .catch((error: unknown) =>
      workplace.report("Event source mappings could not be resumed.", error),
    );
}
