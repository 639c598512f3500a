import { arn } from "../../core/arn.ts";
import type { NeedsContext, Place } from "../../core/context.ts";
import { fault, type Fault } from "../../core/errors.ts";
import type { Tagged } from "../../core/network/tables.ts";
import { allow, type Need } from "../../core/operation.ts";
import type { TableKind } from "../../core/table.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";

/** One kind of resource: what its ids, ARNs, errors and condition keys are. */
export interface Kind<Row extends Tagged> {
  /** The resource type of its ARN and of tags, as `route-table`. */
  readonly type: string;
  /** What its ids begin with, as `rtb-`. */
  readonly prefix: string;
  readonly table: TableKind<Row>;
  readonly id: (row: Row) => string;
  readonly notFound: { readonly code: string; readonly says: string };
  readonly malformed: string;
  /** Condition keys besides those of its tags. */
  readonly keys: (row: Row, at: Place) => NonNullable<Need["keys"]>;
}

/** The ARN of a resource by its id; `*` for what is being made. */
export function arnOf(
  { type }: Pick<Kind<never>, "type">,
  id: string,
  at: Place,
): string {
  return arn("ec2", at, `${type}/${id}`);
}

/** A permission on a resource that is there, with its tags and all that the reference tells of its kind. */
export async function on<Row extends Tagged>(
  action: string,
  kind: Kind<Row>,
  id: string | undefined,
  ctx: NeedsContext,
  keys: Need["keys"] = {},
): Promise<Need> {
  const row =
    id === undefined ? undefined : await ctx.table(kind.table).get(id);
  return allow(`ec2:${action}`, arnOf(kind, id ?? "*", ctx), {
    "ec2:Region": ctx.region,
    ...(row
      ? {
          ...resourceTagKeys(row.tags),
          ...resourceTagKeys(row.tags, "ec2:ResourceTag"),
          ...kind.keys(row, ctx),
        }
      : {}),
    ...keys,
  });
}

/** As {@link on}, where the request names a resource; nothing where it does not. */
export async function onNamed<Row extends Tagged>(
  action: string,
  kind: Kind<Row>,
  id: string | undefined,
  ctx: NeedsContext,
): Promise<readonly Need[]> {
  return id === undefined ? [] : [await on(action, kind, id, ctx)];
}

/** A permission without resource-level rules, as those of the Describe calls. */
export function everywhere(action: string, ctx: NeedsContext): readonly Need[] {
  return [allow(`ec2:${action}`, "*", { "ec2:Region": ctx.region })];
}

/**
 * The row of an id.
 * @throws Fault `Invalid…ID.NotFound`, `Invalid…Id.Malformed`
 */
export async function known<Row extends Tagged>(
  kind: Kind<Row>,
  id: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<Row> {
  if (!isIdOf(kind, id)) throw malformed(kind, id);
  const row = await ctx.table(kind.table).get(id);
  if (!row) throw notFound(kind, id);
  return row;
}

/** Whether a text has the form of the kind's ids. */
export function isIdOf(
  { prefix }: Pick<Kind<never>, "prefix">,
  id: string,
): boolean {
  return (
    id.startsWith(prefix) && /^[0-9a-f]{8,17}$/.test(id.slice(prefix.length))
  );
}

export function notFound(
  { notFound: { code, says } }: Pick<Kind<never>, "notFound">,
  id: string,
): Fault {
  return fault(code, says.replace("{id}", id), 400);
}

export function malformed(
  { malformed: code, prefix }: Pick<Kind<never>, "malformed" | "prefix">,
  id: string,
): Fault {
  return fault(code, `Invalid id: "${id}" (expecting "${prefix}...")`, 400);
}
