import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  ListInstanceProfilesCommand,
  RemoveRoleFromInstanceProfileCommand,
  type CreateInstanceProfileCommandInput,
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
import { namedRow } from "./rows.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::IAM::InstanceProfile";

export const instanceProfile = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "iam.instance-profiles": namedRow("instanceProfileName") },

  async create(properties, ctx) {
    const InstanceProfileName =
      (properties["InstanceProfileName"] as string) ?? ctx.name({ most: 128 });
    await ctx.send(
      new CreateInstanceProfileCommand({
        ...given(properties, ["Path"]),
        InstanceProfileName,
      } as CreateInstanceProfileCommandInput),
    );
    const change = { before: {}, after: properties };
    await wholeOrGone(
      () => changeRoles(InstanceProfileName, change, ctx),
      () => remove(InstanceProfileName, ctx),
    );
    return InstanceProfileName;
  },

  async read(InstanceProfileName, ctx) {
    const found = await find(InstanceProfileName, ctx);
    if (!found) return undefined;
    return {
      ...given({ ...found }, ["Arn", "InstanceProfileName", "Path"]),
      Roles: rolesOf(found),
    };
  },

  update: (name, change, ctx) => changeRoles(name, change, ctx),

  delete: remove,

  list: (ctx) =>
    everyPage(async (marker) => {
      const { InstanceProfiles = [], Marker } = await ctx.send(
        new ListInstanceProfilesCommand(
          marker === undefined ? {} : { Marker: marker },
        ),
      );
      return {
        items: InstanceProfiles.map(
          ({ InstanceProfileName = "" }) => InstanceProfileName,
        ),
        next: Marker,
      };
    }),
});

const find = async (InstanceProfileName: string, ctx: ResourceContext) =>
  (
    await ctx
      .send(new GetInstanceProfileCommand({ InstanceProfileName }))
      .catch(absent)
  )?.InstanceProfile;

const rolesOf = ({
  Roles = [],
}: {
  Roles?: readonly { RoleName?: string | undefined }[] | undefined;
}): string[] => Roles.map(({ RoleName = "" }) => RoleName);

async function remove(
  InstanceProfileName: string,
  ctx: ResourceContext,
): Promise<void> {
  const found = await find(InstanceProfileName, ctx);
  if (found) {
    const change = { before: { Roles: rolesOf(found) }, after: {} };
    await changeRoles(InstanceProfileName, change, ctx);
  }
  await ctx
    .send(new DeleteInstanceProfileCommand({ InstanceProfileName }))
    .catch(absent);
}

async function changeRoles(
  InstanceProfileName: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const { added, gone } = difference(before["Roles"], after["Roles"]);
  for (const RoleName of gone)
    await ctx
      .send(
        new RemoveRoleFromInstanceProfileCommand({
          InstanceProfileName,
          RoleName,
        }),
      )
      .catch(absent);
  for (const RoleName of added)
    await ctx.send(
      new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }),
    );
}
