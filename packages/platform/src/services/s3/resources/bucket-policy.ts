import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import { absentAs } from "../../../core/resource-absence.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { bucketRow } from "./rows.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::S3::BucketPolicy";

const absent = absentAs("NoSuchBucket", "NoSuchBucketPolicy");

/** A bucket's one policy. */
export const bucketPolicy = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: bucketRow,

  async create(properties, ctx) {
    const Bucket = properties["Bucket"] as string;
    await refuseExisting(typeName, Bucket, ctx, async () =>
      Boolean(
        await ctx
          .send(new GetBucketPolicyCommand({ Bucket }))
          .catch(absentAs("NoSuchBucketPolicy")),
      ),
    );
    await put(Bucket, properties, ctx);
    return Bucket;
  },

  async read(Bucket, ctx) {
    const found = await ctx
      .send(new GetBucketPolicyCommand({ Bucket }))
      .catch(absent);
    return found?.Policy === undefined
      ? undefined
      : { Bucket, PolicyDocument: JSON.parse(found.Policy) as unknown };
  },

  async update(Bucket, { after }, ctx) {
    await put(Bucket, after, ctx);
  },

  async delete(Bucket, ctx) {
    await ctx.send(new DeleteBucketPolicyCommand({ Bucket })).catch(absent);
  },
});

async function put(
  Bucket: string,
  { PolicyDocument }: Properties,
  ctx: ResourceContext,
): Promise<void> {
  const Policy =
    typeof PolicyDocument === "string"
      ? PolicyDocument
      : JSON.stringify(PolicyDocument);
  await ctx.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}
