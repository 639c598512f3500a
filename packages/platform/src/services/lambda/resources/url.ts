import {
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  UpdateFunctionUrlConfigCommand,
  type CreateFunctionUrlConfigCommandInput,
} from "@aws-sdk/client-lambda";
import { changedMembers, given } from "../../../core/resource-input.ts";
import { regionalRow, resourceType } from "../../../core/resource-type.ts";
import { functionReference, referenceTo } from "../function-reference.ts";
import { absent } from "./absent.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Lambda::Url";

/** Where an update goes back to for what the template no longer gives. */
const RESTS = { AuthType: undefined, Cors: {}, InvokeMode: "BUFFERED" };

/** The URL of a function or of an alias; its identifier is the ARN of what it calls. */
export const url = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: {
    "lambda.function-urls": regionalRow(
      (place, name = "", alias) =>
        referenceTo(place, name, alias === "" ? undefined : alias).arn,
    ),
  },

  async create(properties, ctx) {
    const { FunctionArn = "" } = await ctx.send(
      new CreateFunctionUrlConfigCommand({
        ...given(properties, [...Object.keys(RESTS), "Qualifier"]),
        FunctionName: properties["TargetFunctionArn"],
      } as CreateFunctionUrlConfigCommandInput),
    );
    return FunctionArn;
  },

  async read(FunctionArn, ctx) {
    const found = await ctx
      .send(new GetFunctionUrlConfigCommand({ FunctionName: FunctionArn }))
      .catch(absent);
    if (!found) return undefined;
    const { functionArn, qualifier } = functionReference(
      FunctionArn,
      undefined,
      ctx,
    );
    return {
      FunctionArn,
      TargetFunctionArn: functionArn,
      ...(qualifier === undefined ? {} : { Qualifier: qualifier }),
      ...given({ ...found }, ["FunctionUrl", "AuthType", "InvokeMode", "Cors"]),
    };
  },

  async update(FunctionArn, change, ctx) {
    await ctx.send(
      new UpdateFunctionUrlConfigCommand({
        ...changedMembers(change, RESTS),
        FunctionName: FunctionArn,
      }),
    );
  },

  async delete(FunctionArn, ctx) {
    await ctx
      .send(new DeleteFunctionUrlConfigCommand({ FunctionName: FunctionArn }))
      .catch(absent);
  },
});
