import {
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import {
  resourceType,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { absent } from "./absent.ts";
import { schemaOf } from "./schemas.ts";

const inlineTypeName = "AWS::SQS::QueueInlinePolicy";

/** The policy of one queue. */
export const queueInlinePolicy = resourceType({
  typeName: inlineTypeName,
  schema: schemaOf(inlineTypeName),

  async create({ Queue, PolicyDocument }, ctx) {
    const url = Queue as string;
    await refuseExisting(
      inlineTypeName,
      url,
      ctx,
      async () => (await policyOf(url, ctx)) !== undefined,
    );
    await setPolicy(url, PolicyDocument, ctx);
    return url;
  },

  async read(Queue, ctx) {
    const policy = await policyOf(Queue, ctx);
    return policy === undefined
      ? undefined
      : { Queue, PolicyDocument: JSON.parse(policy) as unknown };
  },

  async update(Queue, { after }, ctx) {
    await setPolicy(Queue, after["PolicyDocument"], ctx);
  },

  async delete(Queue, ctx) {
    await setPolicy(Queue, undefined, ctx);
  },
});

const typeName = "AWS::SQS::QueuePolicy";

/** One policy for several queues; its identifier is a name of its own. */
export const queuePolicy = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create({ Queues, PolicyDocument }, ctx) {
    await wholeOrGone(
      async () => {
        for (const url of Queues as string[])
          await setPolicy(url, PolicyDocument, ctx);
      },
      () => clear(Queues as string[], ctx),
    );
    return ctx.name({ most: 256 });
  },

  // SQS does not know which policy came from where: the stack does.
  async read(Id, _ctx, known) {
    return { ...known, Id };
  },

  async update(_id, { before, after }, ctx) {
    const urls = after["Queues"] as string[];
    await clear(
      (before["Queues"] as string[]).filter((url) => !urls.includes(url)),
      ctx,
    );
    for (const url of urls) await setPolicy(url, after["PolicyDocument"], ctx);
  },

  async delete(_id, ctx, { Queues }) {
    await clear(Queues as string[], ctx);
  },
});

async function clear(
  urls: readonly string[],
  ctx: ResourceContext,
): Promise<void> {
  for (const url of urls) await setPolicy(url, undefined, ctx);
}

async function policyOf(
  QueueUrl: string,
  ctx: ResourceContext,
): Promise<string | undefined> {
  const found = await ctx
    .send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] }),
    )
    .catch(absent);
  return found?.Attributes?.Policy;
}

/** Without a document the policy is taken away; a queue that is gone needs that no more. */
async function setPolicy(
  QueueUrl: string,
  document: unknown,
  ctx: ResourceContext,
): Promise<void> {
  const Policy =
    document === undefined
      ? ""
      : typeof document === "string"
        ? document
        : JSON.stringify(document);
  const setting = ctx.send(
    new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }),
  );
  await (document === undefined ? setting.catch(absent) : setting);
}
