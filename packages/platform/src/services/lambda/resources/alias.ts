import {
  CreateAliasCommand,
  DeleteAliasCommand,
  GetAliasCommand,
  UpdateAliasCommand,
  type AliasRoutingConfiguration,
  type CreateAliasCommandInput,
} from "@aws-sdk/client-lambda";
import { parseArn } from "../../../core/arn.ts";
import { changedMembers, given } from "../../../core/resource-input.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { referenceTo } from "../function-reference.ts";
import { absent } from "./absent.ts";
import { provision, provisioned } from "./provisioned.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Lambda::Alias";

interface Weight {
  readonly FunctionVersion: string;
  readonly FunctionWeight: number;
}

const ownArn = regionalRow((place, name = "", alias = "") =>
  /^\d+$/.test(alias) ? undefined : referenceTo(place, name, alias).arn,
);

export const alias = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "lambda.aliases": ownArn, "lambda.provisioned-concurrency": ownArn },

  async create(properties, ctx) {
    const { AliasArn = "" } = await ctx.send(
      new CreateAliasCommand(
        given(asMembers(properties), [
          "FunctionName",
          "Name",
          "FunctionVersion",
          "Description",
          "RoutingConfig",
        ]) as unknown as CreateAliasCommandInput,
      ),
    );
    await wholeOrGone(
      () => provision(named(AliasArn), { before: {}, after: properties }, ctx),
      () => remove(AliasArn, ctx),
    );
    return AliasArn;
  },

  async read(AliasArn, ctx) {
    const { FunctionName, Qualifier } = named(AliasArn);
    const found = await ctx
      .send(new GetAliasCommand({ FunctionName, Name: Qualifier }))
      .catch(absent);
    if (!found) return undefined;
    const { FunctionVersion, Description, RoutingConfig } = found;
    return {
      AliasArn,
      FunctionName,
      Name: Qualifier,
      FunctionVersion,
      ...(Description ? { Description } : {}),
      ...weightsOf(RoutingConfig),
      ...(await provisioned({ FunctionName, Qualifier }, ctx)),
    };
  },

  async update(AliasArn, { before, after }, ctx) {
    const { FunctionName, Qualifier } = named(AliasArn);
    const members = changedMembers(
      { before: asMembers(before), after: asMembers(after) },
      {
        FunctionVersion: undefined,
        Description: "",
        RoutingConfig: { AdditionalVersionWeights: {} },
      },
    );
    if (Object.keys(members).length > 0)
      await ctx.send(
        new UpdateAliasCommand({ ...members, FunctionName, Name: Qualifier }),
      );
    await provision(named(AliasArn), { before, after }, ctx);
  },

  delete: remove,
});

async function remove(AliasArn: string, ctx: ResourceContext): Promise<void> {
  const { FunctionName, Qualifier } = named(AliasArn);
  await ctx
    .send(new DeleteAliasCommand({ FunctionName, Name: Qualifier }))
    .catch(absent);
}

function named(AliasArn: string): { FunctionName: string; Qualifier: string } {
  const [, FunctionName = "", Qualifier = ""] =
    parseArn(AliasArn)?.resource.split(":") ?? [];
  return { FunctionName, Qualifier };
}

/** The template lists the weights; the API has them by their versions. */
function asMembers({ RoutingConfig, ...properties }: Properties): Properties {
  if (RoutingConfig === undefined) return properties;
  const { AdditionalVersionWeights = [] } = RoutingConfig as {
    AdditionalVersionWeights?: Weight[];
  };
  return {
    ...properties,
    RoutingConfig: {
      AdditionalVersionWeights: Object.fromEntries(
        AdditionalVersionWeights.map(({ FunctionVersion, FunctionWeight }) => [
          FunctionVersion,
          FunctionWeight,
        ]),
      ),
    },
  };
}

function weightsOf(routing: AliasRoutingConfiguration | undefined): Properties {
  const weights = Object.entries(routing?.AdditionalVersionWeights ?? {});
  return weights.length === 0
    ? {}
    : {
        RoutingConfig: {
          AdditionalVersionWeights: weights.map(
            ([FunctionVersion, FunctionWeight]) => ({
              FunctionVersion,
              FunctionWeight,
            }),
          ),
        },
      };
}
