import {
  GetTopicAttributesCommand,
  SetTopicAttributesCommand,
} from "@aws-sdk/client-sns";
import { absentAs } from "../../../core/resource-absence.ts";
import {
  resourceType,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { schemaOf } from "./schemas.ts";

const absent = absentAs("NotFoundException");

const typeName = "AWS::SNS::TopicInlinePolicy";

/** The policy of one topic; deleted, it leaves the default policy. */
export const topicInlinePolicy = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create({ TopicArn, PolicyDocument }, ctx) {
    await setPolicy(TopicArn as string, PolicyDocument, ctx);
    return TopicArn as string;
  },

  async read(TopicArn, ctx) {
    const found = await ctx
      .send(new GetTopicAttributesCommand({ TopicArn }))
      .catch(absent);
    const policy = found?.Attributes?.["Policy"];
    return policy === undefined
      ? undefined
      : { TopicArn, PolicyDocument: JSON.parse(policy) as unknown };
  },

  async update(TopicArn, { after }, ctx) {
    await setPolicy(TopicArn, after["PolicyDocument"], ctx);
  },

  async delete(TopicArn, ctx) {
    await setPolicy(TopicArn, undefined, ctx);
  },
});

const severalTypeName = "AWS::SNS::TopicPolicy";

/** One policy for several topics; its identifier is a name of its own. */
export const topicPolicy = resourceType({
  typeName: severalTypeName,
  schema: schemaOf(severalTypeName),

  async create({ Topics, PolicyDocument }, ctx) {
    for (const topic of Topics as string[])
      await setPolicy(topic, PolicyDocument, ctx);
    return ctx.name({ most: 256 });
  },

  // SNS does not know which policy came from where: the stack does.
  async read(Id) {
    return { Id };
  },

  async update(_id, { before, after }, ctx) {
    const topics = after["Topics"] as string[];
    for (const gone of before["Topics"] as string[])
      if (!topics.includes(gone)) await setPolicy(gone, undefined, ctx);
    for (const topic of topics)
      await setPolicy(topic, after["PolicyDocument"], ctx);
  },

  async delete(_id, ctx, { Topics }) {
    for (const topic of Topics as string[])
      await setPolicy(topic, undefined, ctx);
  },
});

/** An empty text takes a topic's policy back to the default; a topic that is gone needs none. */
async function setPolicy(
  TopicArn: string,
  document: unknown,
  ctx: ResourceContext,
): Promise<void> {
  const setting = ctx.send(
    new SetTopicAttributesCommand({
      TopicArn,
      AttributeName: "Policy",
      AttributeValue: document === undefined ? "" : JSON.stringify(document),
    }),
  );
  await (document === undefined ? setting.catch(absent) : setting);
}
