import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { given } from "../../../core/resource-input.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { absent } from "./absent.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Lambda::EventInvokeConfig";

export const eventInvokeConfig = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: {
    "lambda.event-invoke-configs": regionalRow(
      (_place, name, qualifier) => `${name}|${qualifier}`,
    ),
  },

  async create(properties, ctx) {
    const { FunctionName, Qualifier } = properties as {
      FunctionName: string;
      Qualifier: string;
    };
    const identifier = `${FunctionName}|${Qualifier}`;
    await refuseExisting(
      typeName,
      identifier,
      ctx,
      async () => (await find(identifier, ctx)) !== undefined,
    );
    await put(identifier, properties, ctx);
    return identifier;
  },

  async read(identifier, ctx) {
    const found = await find(identifier, ctx);
    if (!found) return undefined;
    const { OnSuccess, OnFailure } = found.DestinationConfig ?? {};
    const destinations = {
      ...(OnSuccess?.Destination ? { OnSuccess } : {}),
      ...(OnFailure?.Destination ? { OnFailure } : {}),
    };
    return {
      ...named(identifier),
      ...given({ ...found }, [
        "MaximumEventAgeInSeconds",
        "MaximumRetryAttempts",
      ]),
      ...(Object.keys(destinations).length > 0
        ? { DestinationConfig: destinations }
        : {}),
    };
  },

  update: (identifier, { after }, ctx) => put(identifier, after, ctx),

  async delete(identifier, ctx) {
    await ctx
      .send(new DeleteFunctionEventInvokeConfigCommand(named(identifier)))
      .catch(absent);
  },
});

const find = (identifier: string, ctx: ResourceContext) =>
  ctx
    .send(new GetFunctionEventInvokeConfigCommand(named(identifier)))
    .catch(absent);

/** Sets it whole: what is not given is taken away. */
async function put(
  identifier: string,
  properties: Properties,
  ctx: ResourceContext,
): Promise<void> {
  await ctx.send(
    new PutFunctionEventInvokeConfigCommand({
      ...given(properties, [
        "DestinationConfig",
        "MaximumEventAgeInSeconds",
        "MaximumRetryAttempts",
      ]),
      ...named(identifier),
    }),
  );
}

function named(identifier: string) {
  const [FunctionName = "", Qualifier = ""] = identifier.split("|");
  return { FunctionName, Qualifier };
}
