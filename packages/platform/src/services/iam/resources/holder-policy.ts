import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { absent } from "./absent.ts";
import { asDocument, asText } from "./documents.ts";
import { GROUP, ROLE, USER, type Holder } from "./holders.ts";
import { schemaOf } from "./schemas.ts";

export const rolePolicy = heldPolicy("AWS::IAM::RolePolicy", "RoleName", ROLE);
export const userPolicy = heldPolicy("AWS::IAM::UserPolicy", "UserName", USER);
export const groupPolicy = heldPolicy(
  "AWS::IAM::GroupPolicy",
  "GroupName",
  GROUP,
);

/** One inline policy of one holder; its identifier is the policy's name and the holder's. */
function heldPolicy(typeName: string, nameProperty: string, holder: Holder) {
  const put = async (
    policy: string,
    name: string,
    { PolicyDocument }: Properties,
    ctx: ResourceContext,
  ): Promise<void> => {
    await holder.put(name, policy, asText(PolicyDocument ?? {}), ctx);
  };
  return resourceType({
    typeName,
    schema: schemaOf(typeName),

    async create(properties, ctx) {
      const policy = properties["PolicyName"] as string;
      const name = properties[nameProperty] as string;
      await put(policy, name, properties, ctx);
      return `${policy}|${name}`;
    },

    async read(identifier, ctx) {
      const [policy = "", name = ""] = identifier.split("|");
      const found = await holder.get(name, policy, ctx).catch(absent);
      return found
        ? {
            PolicyName: policy,
            [nameProperty]: name,
            PolicyDocument: asDocument(found.PolicyDocument),
          }
        : undefined;
    },

    async update(identifier, { after }, ctx) {
      const [policy = "", name = ""] = identifier.split("|");
      await put(policy, name, after, ctx);
    },

    async delete(identifier, ctx) {
      const [policy = "", name = ""] = identifier.split("|");
      await holder.drop(name, policy, ctx).catch(absent);
    },
  });
}
