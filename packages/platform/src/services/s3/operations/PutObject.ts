import { PutObjectCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { answerWritten } from "../answer-object.ts";
import { bucketOf } from "../bucket.ts";
import { askedAlgorithm, DEFAULT_ALGORITHM } from "../checksum/asked.ts";
import { told } from "../checksum/told.ts";
import { checkWrite } from "../conditions.ts";
import { described } from "../describe.ts";
import { notImplemented } from "../faults.ts";
import { tellOfChange } from "../notify.ts";
import { checkKey } from "../object-key.ts";
import { creating } from "../on-object.ts";
import { LARGEST_BODY, receiveBody } from "../receive-body.ts";
import { addVersion, versionOf } from "../versions.ts";

export const PutObject = operation(PutObjectCommand, {
  needs: async (input, ctx) => {
    const needs = creating(input, await bucketOf(input, ctx));
    // The policies that AWS documents for its services' log files grant PutObject alone, under `s3:x-amz-acl`.
    return ctx.caller.type === "AWSService"
      ? needs.filter(({ action }) => action !== "s3:PutObjectAcl")
      : needs;
  },
  audit: { category: "Data" },
  maxBody: LARGEST_BODY,

  /** What can be refused is refused before the body is taken in. */
  async receive(input, ctx) {
    checkKey(input.Key);
    if (input.WriteOffsetBytes !== undefined)
      throw notImplemented("x-amz-write-offset-bytes");
    const bucket = await bucketOf(input, ctx);
    described(input, bucket);
    checkWrite(input, input.Key, await versionOf(ctx, bucket.name, input.Key));

    const algorithm =
      askedAlgorithm(input, ctx.request.headers) ?? DEFAULT_ALGORITHM;
    return {
      algorithm,
      ...(await receiveBody(ctx, input.Body, algorithm)),
    };
  },

  async handle(input, ctx, { algorithm, blob, md5, checksum: value }) {
    const bucket = await bucketOf(input, ctx);
    const latest = await versionOf(ctx, bucket.name, input.Key);
    checkWrite(input, input.Key, latest);

    const checksum = { algorithm, type: "FULL_OBJECT" as const, value };
    const content = {
      ...described(input, bucket),
      size: blob.size,
      eTag: md5,
      pieces: blob.size === 0 ? [] : [{ blob }],
      checksum,
    };
    const version = await addVersion(ctx, bucket, input.Key, content);
    tellOfChange(ctx, bucket, "ObjectCreated:Put", version);
    return {
      ...answerWritten(bucket, { ...version, content }),
      ...told(checksum),
    };
  },
});
