import type { Readable } from "node:stream";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import type { BlobRef } from "../../../store/blobs.ts";
import { refused } from "./known-type.ts";

/** Takes a package in from where `cfn submit` uploaded it, with the caller's rights. @throws Fault CFNRegistryException */
export async function storedPackage(
  uri: string,
  ctx: Context,
): Promise<BlobRef> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (Bucket === undefined || Key === undefined)
    throw refused("SchemaHandlerPackage must be an S3 URL: s3://bucket/key");
  try {
    const { Body } = await ctx.send(new GetObjectCommand({ Bucket, Key }), {
      as: "caller",
    });
    return await ctx.blobs.write(Body as Readable);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw refused(`The package ${uri} cannot be read: ${error.message}`);
  }
}
