import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { askedAlgorithm, type NamesChecksum } from "../checksum/asked.ts";
import { invalidArgument } from "../faults.ts";
import type { Received } from "../receive-body.ts";
import { parts, type Part, type Upload } from "../tables.ts";

const MOST_PARTS = 10_000;

/**
 * Checks what a part says of itself before its bytes are taken in.
 * @throws Fault InvalidArgument; InvalidRequest where its checksum is not of the upload's algorithm
 */
export function checkPart(
  input: NamesChecksum & { readonly PartNumber: number },
  { checksum }: Upload,
  ctx: Context,
): void {
  checkPartNumber(input.PartNumber);
  const asked = askedAlgorithm(input, ctx.request.headers);
  if (asked === undefined || checksum.implied || asked === checksum.algorithm)
    return;
  throw fault(
    "InvalidRequest",
    `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${asked.toLowerCase()}`,
    400,
  );
}

/** Part numbers go from 1 to 10,000. */
export function isPartNumber(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= MOST_PARTS;
}

/** @throws Fault InvalidArgument */
export function checkPartNumber(number: number): void {
  if (!isPartNumber(number))
    throw invalidArgument(
      "Part number must be an integer between 1 and 10000, inclusive",
      "partNumber",
      number,
    );
}

/** Keeps a part; one that is uploaded again replaces the earlier one. */
export async function storePart(
  ctx: Context,
  { UploadId, PartNumber }: { UploadId: string; PartNumber: number },
  { blob, md5, checksum }: Received,
): Promise<Part> {
  const part = {
    uploadId: UploadId,
    partNumber: PartNumber,
    blob,
    eTag: md5,
    checksum,
    modifiedAt: Math.floor(ctx.now() / 1000) * 1000,
  };
  await ctx.table(parts).put(part);
  return part;
}
