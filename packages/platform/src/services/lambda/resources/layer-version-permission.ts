import {
  AddLayerVersionPermissionCommand,
  GetLayerVersionPolicyCommand,
  RemoveLayerVersionPermissionCommand,
  type AddLayerVersionPermissionCommandInput,
} from "@aws-sdk/client-lambda";
import { given } from "../../../core/resource-input.ts";
import { resourceType } from "../../../core/resource-type.ts";
import { absent } from "./absent.ts";
import { layerOf } from "./layer-version.ts";
import { principalIn, statementIn } from "./policy-statement.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Lambda::LayerVersionPermission";

/** A statement of a layer version's policy; its identifier is the version's ARN, `#` and the statement. */
export const layerVersionPermission = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    const LayerVersionArn = properties["LayerVersionArn"] as string;
    const StatementId = ctx.name({ most: 100 });
    await ctx.send(
      new AddLayerVersionPermissionCommand({
        ...given(properties, ["Action", "OrganizationId", "Principal"]),
        ...layerOf(LayerVersionArn),
        StatementId,
      } as AddLayerVersionPermissionCommandInput),
    );
    return `${LayerVersionArn}#${StatementId}`;
  },

  async read(Id, ctx) {
    const [LayerVersionArn = "", StatementId = ""] = Id.split("#");
    const found = await ctx
      .send(new GetLayerVersionPolicyCommand(layerOf(LayerVersionArn)))
      .catch(absent);
    const statement = statementIn(found?.Policy, StatementId);
    if (!statement) return undefined;
    const organization =
      statement.Condition?.["StringEquals"]?.["aws:PrincipalOrgID"];
    return {
      Id,
      LayerVersionArn,
      Action: statement.Action,
      Principal: principalIn(statement),
      ...(organization === undefined ? {} : { OrganizationId: organization }),
    };
  },

  async delete(Id, ctx) {
    const [LayerVersionArn = "", StatementId = ""] = Id.split("#");
    await ctx
      .send(
        new RemoveLayerVersionPermissionCommand({
          ...layerOf(LayerVersionArn),
          StatementId,
        }),
      )
      .catch(absent);
  },
});
