import { createHash } from "node:crypto";
import { callNames } from "./call-names.ts";
import { until } from "./closing.ts";
import type { Caller } from "./caller.ts";
import type { Context } from "./context.ts";
import { isReading } from "./operation.ts";
import { receipts } from "./receipts.ts";
import type { ResourceContext } from "./resource-type.ts";

/** One step of work on a resource, which a crash may break off and which then begins again. */
export interface ResourceWork {
  /** Names the step for good: the same when it begins again, another for any other step. */
  readonly id: string;
  /** What a resource without a name of its own is named after: stack and logical id. */
  readonly stackName: string;
  readonly logicalId: string;
  /** With whose rights services are called. */
  readonly as: Caller;
}

const SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const SUFFIX_LENGTH = 12;

/** What a resource type is handed for a step. @param ctx a context that keeps nothing itself, as `workplace.context(…)` */
export function resourceContext(
  ctx: Context,
  { id, stackName, logicalId, as }: ResourceWork,
): ResourceContext {
  const nameOf = callNames();
  let made = 0;
  return {
    work: { id, logicalId },
    accountId: ctx.accountId,
    region: ctx.region,
    now: ctx.now,
    async send(command) {
      const place = { as, region: ctx.region };
      if (isReading(command.constructor.name)) return ctx.send(command, place);
      const receipt = [id, nameOf(command)] as const;
      const output = await ctx.send(command, { ...place, receipt });
      made++;
      return output;
    },
    isRepeated: async () => (await receiptsOf(id, ctx)).length > made,
    name: ({ most, lowerCase = false }) => {
      const name = generatedName(stackName, logicalId, suffixOf(id), most);
      return lowerCase ? name.toLowerCase() : name;
    },
    until: (ready) => until(ready, ctx.platform),
  };
}

/** Forgets the receipts of a step that is over. They are looked up aside: a scan would conflict with every other step. */
export async function endResourceWork(
  id: string,
  ctx: Pick<Context, "aside" | "table">,
): Promise<void> {
  for (const { work, call } of await receiptsOf(id, ctx))
    await ctx.table(receipts).delete(work, call);
}

const receiptsOf = async (id: string, ctx: Pick<Context, "aside">) =>
  (
    await ctx
      .aside()
      .table(receipts)
      .list({ prefix: [id] })
  ).rows;

/** `stack-logicalId-suffix`; where that is too long, stack and logical id share the room that there is. */
export function generatedName(
  stackName: string,
  logicalId: string,
  suffix: string,
  most: number,
): string {
  const room = most - suffix.length - 2;
  if (stackName.length + logicalId.length <= room)
    return `${stackName}-${logicalId}-${suffix}`;
  const half = Math.floor(room / 2);
  const logical = logicalId.slice(0, Math.max(room - stackName.length, half));
  const stack = stackName.slice(0, room - logical.length);
  return `${stack}-${logical}-${suffix}`;
}

function suffixOf(id: string): string {
  const digest = createHash("sha256").update(id).digest();
  return Array.from(
    { length: SUFFIX_LENGTH },
    (_, i) => SUFFIX[(digest[i] ?? 0) % SUFFIX.length],
  ).join("");
}
