import {
  CFNRegistryException,
  TypeNotFoundException,
} from "@aws-sdk/client-cloudformation";
import type { Context, NeedsContext } from "../../../core/context.ts";
import { fault, type Fault } from "../../../core/errors.ts";
import { parseArn } from "../../../core/arn.ts";
import type { TableKind } from "../../../core/table.ts";
import { propertiesSchema, type HookSchema } from "./hook-schema.ts";
import { publicHook, publicSchema } from "./public-types.ts";
import {
  dashed,
  deregisteredTypes,
  hookTypes,
  hookVersions,
  type HookTypeRow,
  type HookVersionRow,
} from "./tables.ts";
import type { ResourceSchema } from "../../../core/resource-type.ts";

/** How a request names a type: by its ARN, or by kind and name. */
export interface TypeAddress {
  readonly Arn?: string | undefined;
  readonly Type?: string | undefined;
  readonly TypeName?: string | undefined;
  readonly VersionId?: string | undefined;
}

/** A type as a request names it; a name in an ARN has dashes for its colons. */
export interface NamedType {
  readonly kind: "HOOK" | "RESOURCE" | "MODULE";
  readonly dashedName: string;
  readonly versionId?: string;
  /** The ARN is one of all accounts. */
  readonly isPublic: boolean;
}

/** @throws Fault CFNRegistryException where a request names no type */
export function namedType({
  Arn,
  Type,
  TypeName,
  VersionId,
}: TypeAddress): NamedType {
  if (Arn !== undefined) {
    const parts = parseArn(Arn);
    const [, kind = "", ...rest] = parts?.resource.split("/") ?? [];
    const isPublic = parts?.accountId === "";
    const [dashedName = "", version] =
      isPublic && rest.length > 1 ? rest.slice(1) : rest;
    const versionId = VersionId ?? version;
    return {
      kind: kind.toUpperCase() as NamedType["kind"],
      dashedName,
      isPublic,
      ...(versionId === undefined ? {} : { versionId }),
    };
  }
  if (TypeName === undefined || Type === undefined)
    throw refused("Either the ARN, or the type and the type name, is required");
  return {
    kind: Type as NamedType["kind"],
    dashedName: dashed(TypeName),
    isPublic: false,
    ...(VersionId === undefined ? {} : { versionId: VersionId }),
  };
}

/** @throws Fault TypeNotFoundException */
export async function hookOf(
  address: TypeAddress,
  ctx: Pick<NeedsContext, "table">,
): Promise<HookTypeRow> {
  const found = await findNamed(address, findHook, ctx);
  if (!found) throw noSuchType(address);
  return found;
}

/** A hook, or what is left of one that was deregistered. @throws Fault TypeNotFoundException */
export async function everHookOf(
  address: TypeAddress,
  ctx: Pick<NeedsContext, "table">,
): Promise<HookTypeRow> {
  return (
    (await findNamed(address, findDeregistered, ctx)) ?? hookOf(address, ctx)
  );
}

async function findNamed(
  address: TypeAddress,
  find: typeof findHook,
  ctx: Pick<NeedsContext, "table">,
): Promise<HookTypeRow | undefined> {
  const { kind, dashedName } = namedType(address);
  return kind === "HOOK" ? find(dashedName, ctx) : undefined;
}

/** By its name, or the name as it stands in ARNs. */
export const findHook = (
  named: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<HookTypeRow | undefined> => findIn(hookTypes, named, ctx);

/** One that was deregistered whole, and not registered again. */
export const findDeregistered = (
  named: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<HookTypeRow | undefined> => findIn(deregisteredTypes, named, ctx);

async function findIn(
  kind: TableKind<HookTypeRow>,
  named: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<HookTypeRow | undefined> {
  const { rows } = await ctx.table(kind).list();
  return rows.find(({ typeName }) => dashed(typeName) === dashed(named));
}

/** One version of a registered hook; the default where none is told. @throws Fault TypeNotFoundException */
export async function versionOf(
  { typeName, defaultVersionId }: HookTypeRow,
  versionId: string | undefined,
  ctx: Pick<NeedsContext, "table">,
): Promise<HookVersionRow> {
  const row = await ctx
    .table(hookVersions)
    .get(typeName, versionId ?? defaultVersionId);
  if (!row) throw noSuchType({ TypeName: typeName, VersionId: versionId });
  return row;
}

/** What a hook's own configuration is held to. */
export async function ownProperties(
  hook: HookTypeRow,
  ctx: Context,
): Promise<ResourceSchema> {
  const known = publicHook(hook.originalTypeName ?? "");
  const schema = known
    ? (publicSchema(known, hook.typeName) as HookSchema)
    : (JSON.parse(
        (await versionOf(hook, undefined, ctx)).schema,
      ) as HookSchema);
  return propertiesSchema(schema);
}

export function noSuchType({ Arn, TypeName }: TypeAddress): Fault {
  return fault(
    TypeNotFoundException,
    `The type '${Arn ?? TypeName ?? ""}' cannot be found.`,
  );
}

export const refused = (message: string): Fault =>
  fault(CFNRegistryException, message);
