import { GetObjectCommand } from "@aws-sdk/client-s3";
import { boundedBody } from "../../../core/bounded-body.ts";
import type { Caller } from "../../../core/caller.ts";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";

/** An object in S3, as a hook's configuration names one. */
export interface ObjectLocation {
  readonly uri: string;
  readonly versionId?: string;
}

/** Why a hook cannot do its work: becomes its message. */
export class HookTrouble extends Error {}

export const locationOf = (given: string | ObjectLocation): ObjectLocation =>
  typeof given === "string" ? { uri: given } : given;

/** Reads an object with a hook's rights. @throws HookTrouble */
export async function readObject(
  { uri, versionId }: ObjectLocation,
  most: number,
  as: Caller,
  ctx: Context,
): Promise<Buffer> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (Bucket === undefined || Key === undefined)
    throw new HookTrouble(`${uri} is no S3 URI`);
  try {
    const { Body } = await ctx.send(
      new GetObjectCommand({
        Bucket,
        Key,
        ...(versionId === undefined ? {} : { VersionId: versionId }),
      }),
      { as },
    );
    return await boundedBody(
      Body,
      most,
      () => new HookTrouble(`${uri} is larger than ${most} bytes`),
    );
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new HookTrouble(`${uri} cannot be read: ${error.message}`);
  }
}
