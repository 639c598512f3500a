import {
  DescribeTypeCommand,
  SetTypeDefaultVersionCommand,
  type SetTypeDefaultVersionCommandInput,
} from "@aws-sdk/client-cloudformation";
import { absentAs } from "../../../core/resource-absence.ts";
import { given } from "../../../core/resource-input.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { ownHooks, typeArnOf } from "./hook-version.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::CloudFormation::HookDefaultVersion";

/** Which version of a hook is asked; its identifier is the hook's ARN, which stays whatever the version. */
export const hookDefaultVersion = resourceType({
  typeName,
  schema: schemaOf(typeName),

  create: set,

  async read(Arn, ctx) {
    const type = await ctx
      .send(new DescribeTypeCommand({ Arn }))
      .catch(absentAs("TypeNotFoundException"));
    if (type?.DeprecatedStatus !== "LIVE") return undefined;
    return {
      Arn,
      TypeName: type.TypeName,
      VersionId: type.DefaultVersionId,
      TypeVersionArn: `${Arn}/${type.DefaultVersionId}`,
    };
  },

  async update(_arn, { after }, ctx) {
    await set(after, ctx);
  },

  // As long as there is a hook, one of its versions is the default.
  async delete() {},

  list: ownHooks,
});

async function set(
  properties: Properties,
  ctx: ResourceContext,
): Promise<string> {
  const { TypeVersionArn } = properties;
  const named = (
    TypeVersionArn === undefined
      ? { Type: "HOOK", ...given(properties, ["TypeName", "VersionId"]) }
      : { Arn: TypeVersionArn }
  ) as SetTypeDefaultVersionCommandInput;
  await ctx.send(new SetTypeDefaultVersionCommand(named));
  if (TypeVersionArn !== undefined) return typeArnOf(TypeVersionArn as string);
  const { TypeName } = named;
  const { Arn = "" } = await ctx.send(
    new DescribeTypeCommand({ Type: "HOOK", TypeName }),
  );
  return Arn;
}
