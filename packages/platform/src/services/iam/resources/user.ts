import {
  AddUserToGroupCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  ListGroupsForUserCommand,
  ListUsersCommand,
  PutUserPermissionsBoundaryCommand,
  RemoveUserFromGroupCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateLoginProfileCommand,
  UpdateUserCommand,
  type CreateUserCommandInput,
} from "@aws-sdk/client-iam";
import { isDeepStrictEqual } from "node:util";
import { difference, given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { changeTags } from "../../../core/resource-tags.ts";
import {
  resourceType,
  type Change,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { absent } from "./absent.ts";
import { changePolicies, dropPolicies, policiesOf } from "./held-policies.ts";
import { USER } from "./holders.ts";
import { namedRow } from "./rows.ts";
import { schemaOf } from "./schemas.ts";
import { tagsIn, tagsOf } from "./tags.ts";

const typeName = "AWS::IAM::User";

interface LoginProfile {
  readonly Password: string;
  readonly PasswordResetRequired?: boolean;
}

export const user = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "iam.users": namedRow("userName") },

  async create(properties, ctx) {
    const UserName =
      (properties["UserName"] as string) ?? ctx.name({ most: 64 });
    await ctx.send(
      new CreateUserCommand({
        ...given(properties, ["Path", "PermissionsBoundary", "Tags"]),
        UserName,
      } as CreateUserCommandInput),
    );
    const change = { before: {}, after: properties };
    await wholeOrGone(
      async () => {
        await changePolicies(USER, UserName, change, ctx);
        await changeGroups(UserName, change, ctx);
        await changeLogin(UserName, change, ctx);
      },
      () => remove(UserName, ctx),
    );
    return UserName;
  },

  async read(UserName, ctx) {
    const found = await ctx
      .send(new GetUserCommand({ UserName }))
      .catch(absent);
    if (!found?.User) return undefined;
    const { PermissionsBoundary, Tags, ...shown } = found.User;
    const [Groups, login, policies] = await Promise.all([
      groupsOf(UserName, ctx),
      ctx.send(new GetLoginProfileCommand({ UserName })).catch(absent),
      policiesOf(USER, UserName, ctx),
    ]);
    return {
      ...given({ ...shown }, ["Arn", "Path", "UserName"]),
      ...(Groups.length > 0 ? { Groups } : {}),
      ...(login?.LoginProfile
        ? {
            LoginProfile: {
              PasswordResetRequired:
                login.LoginProfile.PasswordResetRequired ?? false,
            },
          }
        : {}),
      ...(PermissionsBoundary
        ? { PermissionsBoundary: PermissionsBoundary.PermissionsBoundaryArn }
        : {}),
      ...tagsOf(Tags),
      ...policies,
    };
  },

  async update(UserName, change, ctx) {
    const { before, after } = change;
    const NewPath = (after["Path"] as string) ?? "/";
    if (((before["Path"] as string) ?? "/") !== NewPath)
      await ctx.send(new UpdateUserCommand({ UserName, NewPath }));
    await changeBoundary(UserName, change, ctx);
    await changePolicies(USER, UserName, change, ctx);
    await changeGroups(UserName, change, ctx);
    await changeLogin(UserName, change, ctx);
    await changeTags(change, {
      untag: (TagKeys) => ctx.send(new UntagUserCommand({ UserName, TagKeys })),
      tag: (tags) =>
        ctx.send(new TagUserCommand({ UserName, ...tagsIn(tags) })),
    });
  },

  delete: remove,

  list: (ctx) =>
    everyPage(async (marker) => {
      const { Users = [], Marker } = await ctx.send(
        new ListUsersCommand(marker === undefined ? {} : { Marker: marker }),
      );
      return {
        items: Users.map(({ UserName = "" }) => UserName),
        next: Marker,
      };
    }),
});

async function remove(UserName: string, ctx: ResourceContext): Promise<void> {
  for (const GroupName of await groupsOf(UserName, ctx))
    await ctx
      .send(new RemoveUserFromGroupCommand({ UserName, GroupName }))
      .catch(absent);
  await dropPolicies(USER, UserName, ctx);
  await ctx.send(new DeleteLoginProfileCommand({ UserName })).catch(absent);
  await ctx.send(new DeleteUserCommand({ UserName })).catch(absent);
}

const groupsOf = (UserName: string, ctx: ResourceContext) =>
  everyPage(async (marker) => {
    const found = await ctx
      .send(
        new ListGroupsForUserCommand({
          UserName,
          ...(marker === undefined ? {} : { Marker: marker }),
        }),
      )
      .catch(absent);
    return {
      items: found?.Groups?.map(({ GroupName = "" }) => GroupName),
      next: found?.Marker,
    };
  });

async function changeGroups(
  UserName: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const { added, gone } = difference(before["Groups"], after["Groups"]);
  for (const GroupName of gone)
    await ctx
      .send(new RemoveUserFromGroupCommand({ UserName, GroupName }))
      .catch(absent);
  for (const GroupName of added)
    await ctx.send(new AddUserToGroupCommand({ UserName, GroupName }));
}

async function changeLogin(
  UserName: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const login = after["LoginProfile"] as LoginProfile | undefined;
  if (isDeepStrictEqual(before["LoginProfile"], login)) return;
  if (!login) {
    await ctx.send(new DeleteLoginProfileCommand({ UserName })).catch(absent);
    return;
  }
  const { Password, PasswordResetRequired = false } = login;
  const input = { UserName, Password, PasswordResetRequired };
  await ctx.send(
    before["LoginProfile"]
      ? new UpdateLoginProfileCommand(input)
      : new CreateLoginProfileCommand(input),
  );
}

async function changeBoundary(
  UserName: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const PermissionsBoundary = after["PermissionsBoundary"] as
    string | undefined;
  if (before["PermissionsBoundary"] === PermissionsBoundary) return;
  await ctx.send(
    PermissionsBoundary === undefined
      ? new DeleteUserPermissionsBoundaryCommand({ UserName })
      : new PutUserPermissionsBoundaryCommand({
          UserName,
          PermissionsBoundary,
        }),
  );
}
