import {
  DeleteConformancePackCommand,
  DescribeConformancePacksCommand,
  DescribeConformancePackStatusCommand,
  PutConformancePackCommand,
  type PutConformancePackCommandInput,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";
import { absentAs } from "../../../core/resource-absence.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Config::ConformancePack";
const gone = absentAs("NoSuchConformancePackException");

/** A pack of rules; it is there once its rules are deployed. */
export const conformancePack = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    await put(properties, ctx);
    return properties["ConformancePackName"] as string;
  },

  async read(ConformancePackName, ctx) {
    const found = await ctx
      .send(
        new DescribeConformancePacksCommand({
          ConformancePackNames: [ConformancePackName],
        }),
      )
      .catch(gone);
    const pack = found?.ConformancePackDetails?.[0];
    if (!pack) return undefined;
    const { ConformancePackInputParameters, DeliveryS3Bucket } = pack;
    return {
      ConformancePackName,
      ...(DeliveryS3Bucket ? { DeliveryS3Bucket } : {}),
      ...(ConformancePackInputParameters?.length
        ? { ConformancePackInputParameters }
        : {}),
    };
  },

  async update(_name, { after }, ctx) {
    await put(after, ctx);
  },

  async delete(ConformancePackName, ctx) {
    await ctx
      .send(new DeleteConformancePackCommand({ ConformancePackName }))
      .catch(gone);
    await ctx.until(async () => !(await stateOf(ConformancePackName, ctx)));
  },
});

async function put(
  properties: Properties,
  ctx: ResourceContext,
): Promise<void> {
  const request = properties as unknown as PutConformancePackCommandInput;
  await ctx.send(new PutConformancePackCommand(request));
  const { ConformancePackName = "" } = request;
  let state = await stateOf(ConformancePackName, ctx);
  await ctx.until(async () => {
    state = await stateOf(ConformancePackName, ctx);
    return !state?.ConformancePackState?.endsWith("_IN_PROGRESS");
  });
  if (state?.ConformancePackState !== "CREATE_COMPLETE")
    throw fault(
      "NotStabilized",
      state?.ConformancePackStatusReason ??
        `The conformance pack ${ConformancePackName} was not deployed.`,
      400,
    );
}

async function stateOf(name: string, ctx: ResourceContext) {
  const found = await ctx
    .send(
      new DescribeConformancePackStatusCommand({
        ConformancePackNames: [name],
      }),
    )
    .catch(gone);
  return found?.ConformancePackStatusDetails?.[0];
}
