import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetRoleCommand,
  ListRolesCommand,
  PutRolePermissionsBoundaryCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  type CreateRoleCommandInput,
} from "@aws-sdk/client-iam";
import { isDeepStrictEqual } from "node:util";
import { changedMembers, given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { changeTags } from "../../../core/resource-tags.ts";
import {
  resourceType,
  type Change,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { absent } from "./absent.ts";
import { asDocument, asText } from "./documents.ts";
import { changePolicies, dropPolicies, policiesOf } from "./held-policies.ts";
import { ROLE } from "./holders.ts";
import { namedRow } from "./rows.ts";
import { schemaOf } from "./schemas.ts";
import { tagsIn, tagsOf } from "./tags.ts";

const typeName = "AWS::IAM::Role";

export const role = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "iam.roles": namedRow("roleName") },

  async create(properties, ctx) {
    const RoleName =
      (properties["RoleName"] as string) ?? ctx.name({ most: 64 });
    await ctx.send(
      new CreateRoleCommand({
        ...given(properties, [
          "Description",
          "MaxSessionDuration",
          "Path",
          "PermissionsBoundary",
          "Tags",
        ]),
        RoleName,
        AssumeRolePolicyDocument: asText(
          properties["AssumeRolePolicyDocument"],
        ),
      } as CreateRoleCommandInput),
    );
    await wholeOrGone(
      () =>
        changePolicies(ROLE, RoleName, { before: {}, after: properties }, ctx),
      () => remove(RoleName, ctx),
    );
    return RoleName;
  },

  async read(RoleName, ctx) {
    const found = await ctx
      .send(new GetRoleCommand({ RoleName }))
      .catch(absent);
    if (!found?.Role) return undefined;
    const { AssumeRolePolicyDocument, PermissionsBoundary, Tags, ...shown } =
      found.Role;
    return {
      ...given({ ...shown }, [
        "Arn",
        "MaxSessionDuration",
        "Path",
        "RoleId",
        "RoleName",
      ]),
      AssumeRolePolicyDocument: asDocument(AssumeRolePolicyDocument),
      ...(shown.Description ? { Description: shown.Description } : {}),
      ...(PermissionsBoundary
        ? { PermissionsBoundary: PermissionsBoundary.PermissionsBoundaryArn }
        : {}),
      ...tagsOf(Tags),
      ...(await policiesOf(ROLE, RoleName, ctx)),
    };
  },

  async update(RoleName, change, ctx) {
    const members = changedMembers(change, {
      Description: "",
      MaxSessionDuration: 3600,
    });
    if (Object.keys(members).length > 0)
      await ctx.send(new UpdateRoleCommand({ ...members, RoleName }));
    await changeTrust(RoleName, change, ctx);
    await changeBoundary(RoleName, change, ctx);
    await changePolicies(ROLE, RoleName, change, ctx);
    await changeTags(change, {
      untag: (TagKeys) => ctx.send(new UntagRoleCommand({ RoleName, TagKeys })),
      tag: (tags) =>
        ctx.send(new TagRoleCommand({ RoleName, ...tagsIn(tags) })),
    });
  },

  delete: remove,

  list: (ctx) =>
    everyPage(async (marker) => {
      const { Roles = [], Marker } = await ctx.send(
        new ListRolesCommand(marker === undefined ? {} : { Marker: marker }),
      );
      return {
        items: Roles.map(({ RoleName = "" }) => RoleName),
        next: Marker,
      };
    }),
});

async function remove(RoleName: string, ctx: ResourceContext): Promise<void> {
  await dropPolicies(ROLE, RoleName, ctx);
  await ctx.send(new DeleteRoleCommand({ RoleName })).catch(absent);
}

async function changeTrust(
  RoleName: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const document = after["AssumeRolePolicyDocument"];
  if (isDeepStrictEqual(before["AssumeRolePolicyDocument"], document)) return;
  await ctx.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName,
      PolicyDocument: asText(document),
    }),
  );
}

async function changeBoundary(
  RoleName: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const PermissionsBoundary = after["PermissionsBoundary"] as
    string | undefined;
  if (before["PermissionsBoundary"] === PermissionsBoundary) return;
  await ctx.send(
    PermissionsBoundary === undefined
      ? new DeleteRolePermissionsBoundaryCommand({ RoleName })
      : new PutRolePermissionsBoundaryCommand({
          RoleName,
          PermissionsBoundary,
        }),
  );
}
