import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  GetGroupCommand,
  ListGroupsCommand,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
  type CreateGroupCommandInput,
} from "@aws-sdk/client-iam";
import { difference, given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import {
  resourceType,
  type Change,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { absent } from "./absent.ts";
import { changePolicies, dropPolicies, policiesOf } from "./held-policies.ts";
import { GROUP } from "./holders.ts";
import { namedRow } from "./rows.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::IAM::Group";

export const group = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "iam.groups": namedRow("groupName") },

  async create(properties, ctx) {
    const GroupName =
      (properties["GroupName"] as string) ?? ctx.name({ most: 128 });
    await ctx.send(
      new CreateGroupCommand({
        ...given(properties, ["Path"]),
        GroupName,
      } as CreateGroupCommandInput),
    );
    const change = { before: {}, after: properties };
    await wholeOrGone(
      () => changePolicies(GROUP, GroupName, change, ctx),
      () => remove(GroupName, ctx),
    );
    return GroupName;
  },

  async read(GroupName, ctx) {
    const found = await ctx
      .send(new GetGroupCommand({ GroupName }))
      .catch(absent);
    if (!found?.Group) return undefined;
    return {
      ...given({ ...found.Group }, ["Arn", "GroupName", "Path"]),
      ...(await policiesOf(GROUP, GroupName, ctx)),
    };
  },

  async update(GroupName, change, ctx) {
    const { before, after } = change;
    const NewPath = (after["Path"] as string) ?? "/";
    if (((before["Path"] as string) ?? "/") !== NewPath)
      await ctx.send(new UpdateGroupCommand({ GroupName, NewPath }));
    await changePolicies(GROUP, GroupName, change, ctx);
  },

  delete: remove,

  list: (ctx) =>
    everyPage(async (marker) => {
      const { Groups = [], Marker } = await ctx.send(
        new ListGroupsCommand(marker === undefined ? {} : { Marker: marker }),
      );
      return {
        items: Groups.map(({ GroupName = "" }) => GroupName),
        next: Marker,
      };
    }),
});

async function remove(GroupName: string, ctx: ResourceContext): Promise<void> {
  await dropPolicies(GROUP, GroupName, ctx);
  await ctx.send(new DeleteGroupCommand({ GroupName })).catch(absent);
}

const additionTypeName = "AWS::IAM::UserToGroupAddition";

/** Users in a group; its identifier is a name of its own, which only the stack knows. */
export const userToGroupAddition = resourceType({
  typeName: additionTypeName,
  schema: schemaOf(additionTypeName),

  async create(properties, ctx) {
    const change = { before: {}, after: properties };
    await wholeOrGone(
      () => changeMembers(change, ctx),
      () => changeMembers({ before: properties, after: {} }, ctx),
    );
    return ctx.name({ most: 128 });
  },

  async read(Id, ctx, known) {
    const GroupName = known?.["GroupName"] as string | undefined;
    if (GroupName === undefined) return { Id };
    const { Users = [] } =
      (await ctx.send(new GetGroupCommand({ GroupName })).catch(absent)) ?? {};
    const members = Users.map(({ UserName = "" }) => UserName);
    const wanted = (known?.["Users"] ?? []) as string[];
    return {
      Id,
      GroupName,
      Users: wanted.filter((name) => members.includes(name)),
    };
  },

  update: (_id, change, ctx) => changeMembers(change, ctx),

  delete: (_id, ctx, properties) =>
    changeMembers({ before: properties, after: {} }, ctx),
});

async function changeMembers(
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const moved = before["GroupName"] !== after["GroupName"];
  const { added, gone } = difference(
    before["Users"],
    moved ? [] : after["Users"],
  );
  for (const UserName of gone)
    await ctx
      .send(
        new RemoveUserFromGroupCommand({
          GroupName: before["GroupName"] as string,
          UserName,
        }),
      )
      .catch(absent);
  for (const UserName of moved ? ((after["Users"] ?? []) as string[]) : added)
    await ctx.send(
      new AddUserToGroupCommand({
        GroupName: after["GroupName"] as string,
        UserName,
      }),
    );
}
