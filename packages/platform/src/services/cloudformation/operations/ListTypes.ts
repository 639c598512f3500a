import {
  ListTypesCommand,
  type Category,
  type ListTypesInput,
  type TypeSummary,
} from "@aws-sdk/client-cloudformation";
import type { Context } from "../../../core/context.ts";
import { allow, operation } from "../../../core/operation.ts";
import type { TableKind } from "../../../core/table.ts";
import { resourceTypeArn } from "../registry/describe.ts";
import { pageOf } from "../registry/pages.ts";
import {
  PUBLIC_HOOKS,
  PUBLIC_VERSION,
  PUBLISHER,
  publicHookArn,
} from "../registry/public-types.ts";
import {
  deregisteredTypes,
  hookArn,
  hookTypes,
  type HookTypeRow,
} from "../registry/tables.ts";

/**
 * The account's own and activated types, or those of its own that are deregistered; those that AWS publishes where
 * Visibility or Category says so.
 */
export const ListTypes = operation(ListTypesCommand, {
  needs: () => [allow("cloudformation:ListTypes", "*")],

  async handle(input, ctx) {
    const { Type, Filters } = input;
    const { TypeNamePrefix = "" } = Filters ?? {};
    const wanted = (await typesIn(input, ctx)).filter(
      (type) =>
        (Type === undefined || type.Type === Type) &&
        type.TypeName?.startsWith(TypeNamePrefix),
    );
    const { items, NextToken } = pageOf(wanted, input);
    return {
      TypeSummaries: [...items],
      ...(NextToken === undefined ? {} : { NextToken }),
    };
  },
});

async function typesIn(
  { Type, Visibility = "PRIVATE", Filters, DeprecatedStatus }: ListTypesInput,
  ctx: Context,
): Promise<readonly TypeSummary[]> {
  const { Category, PublisherId } = Filters ?? {};
  const isDeprecated = DeprecatedStatus === "DEPRECATED";
  const found =
    Visibility === "PRIVATE" || Category === "ACTIVATED"
      ? await ownTypes(
          Category,
          isDeprecated ? deregisteredTypes : hookTypes,
          ctx,
        )
      : !isDeprecated && (Category === undefined || Category === "AWS_TYPES")
        ? await awsTypes(Type, ctx)
        : [];
  return found.filter(
    (type) => PublisherId === undefined || type.PublisherId === PublisherId,
  );
}

async function ownTypes(
  category: Category | undefined,
  kind: TableKind<HookTypeRow>,
  ctx: Context,
): Promise<readonly TypeSummary[]> {
  if (category === "AWS_TYPES") return [];
  const { rows } = await ctx.table(kind).list();
  return rows
    .filter(
      ({ originalTypeName }) =>
        category === undefined ||
        (category === "ACTIVATED") === (originalTypeName !== undefined),
    )
    .map((hook) => ({
      Type: "HOOK",
      TypeName: hook.typeName,
      DefaultVersionId: hook.defaultVersionId,
      TypeArn: hookArn(ctx, hook.typeName),
      LastUpdated: new Date(hook.updatedAt),
      ...(hook.originalTypeName === undefined
        ? {}
        : {
            OriginalTypeName: hook.originalTypeName,
            PublisherId: PUBLISHER,
            PublicVersionNumber: PUBLIC_VERSION,
            LatestPublicVersion: PUBLIC_VERSION,
          }),
      IsActivated: true,
    }));
}

async function awsTypes(
  kind: ListTypesInput["Type"],
  ctx: Context,
): Promise<readonly TypeSummary[]> {
  // Naming the resource types loads every service.
  const names = kind === "HOOK" ? [] : await ctx.platform.resourceTypes.names();
  return [
    ...names.map((TypeName): TypeSummary => ({
      Type: "RESOURCE",
      TypeName,
      TypeArn: resourceTypeArn(ctx, TypeName),
      IsActivated: true,
    })),
    ...PUBLIC_HOOKS.map(({ typeName, description }): TypeSummary => ({
      Type: "HOOK",
      TypeName: typeName,
      TypeArn: publicHookArn(ctx, typeName),
      Description: description,
      PublisherId: PUBLISHER,
      LatestPublicVersion: PUBLIC_VERSION,
      IsActivated: false,
    })),
  ];
}
