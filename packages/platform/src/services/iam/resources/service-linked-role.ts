import {
  CreateServiceLinkedRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GetRoleCommand,
  UpdateRoleDescriptionCommand,
  type CreateServiceLinkedRoleCommandInput,
} from "@aws-sdk/client-iam";
import { given } from "../../../core/resource-input.ts";
import { resourceType } from "../../../core/resource-type.ts";
import { absent } from "./absent.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::IAM::ServiceLinkedRole";

export const serviceLinkedRole = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    const { Role } = await ctx.send(
      new CreateServiceLinkedRoleCommand({
        ...given(properties, ["CustomSuffix", "Description"]),
        AWSServiceName: properties["AWSServiceName"] ?? "",
      } as CreateServiceLinkedRoleCommandInput),
    );
    return Role?.RoleName ?? "";
  },

  async read(RoleName, ctx) {
    const found = await ctx
      .send(new GetRoleCommand({ RoleName }))
      .catch(absent);
    if (!found?.Role) return undefined;
    const { Description } = found.Role;
    return { RoleName, ...(Description ? { Description } : {}) };
  },

  async update(RoleName, { after }, ctx) {
    await ctx.send(
      new UpdateRoleDescriptionCommand({
        RoleName,
        Description: (after["Description"] as string) ?? "",
      }),
    );
  },

  async delete(RoleName, ctx) {
    await ctx
      .send(new DeleteServiceLinkedRoleCommand({ RoleName }))
      .catch(absent);
  },
});
