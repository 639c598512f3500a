import { createHash } from "node:crypto";
import type { CompletedPart } from "@aws-sdk/client-s3";
import { fault, type Fault } from "../../../core/errors.ts";
import { base64Of, begin } from "../checksum/algorithms.ts";
import { combined, isLinear } from "../checksum/combine.ts";
import { invalidRequest, malformedXml } from "../faults.ts";
import type { Checksum, Content, Part, Upload } from "../tables.ts";

/** The least size of every part but the last: 5 MiB. */
const LEAST_PART = 5 * 1024 ** 2;

/**
 * Puts an object together from the parts that the client names; nothing is copied.
 * @param stored the part of that number, where it was uploaded
 * @throws Fault MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall, InvalidRequest
 */
export function assembled(
  upload: Upload,
  named: readonly CompletedPart[],
  stored: readonly (Part | undefined)[],
): Content {
  const parts = checkedParts(upload, named, stored);
  const { headers, metadata, tags, storageClass, kms, uploadId } = upload;
  return {
    headers,
    metadata,
    tags,
    storageClass,
    ...(kms ? { kms } : {}),
    uploadId,
    size: parts.reduce((size, { blob }) => size + blob.size, 0),
    eTag: composedETag(parts),
    pieces: parts.map(({ blob, partNumber, checksum }) => ({
      blob,
      partNumber,
      checksum,
    })),
    checksum: wholeChecksum(upload.checksum, parts),
  };
}

function checkedParts(
  upload: Upload,
  named: readonly CompletedPart[],
  stored: readonly (Part | undefined)[],
): readonly Part[] {
  if (named.length === 0) throw malformedXml();
  let before = 0;
  for (const { PartNumber: number = 0 } of named) {
    if (number <= before)
      throw fault(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
        400,
      );
    before = number;
  }
  return named.map((wanted, i) => {
    const part = stored[i];
    if (!part || !isMeant(upload, wanted, part)) throw invalidPart(wanted);
    if (i < named.length - 1 && part.blob.size < LEAST_PART)
      throw tooSmall(part);
    return part;
  });
}

/** The entity tag must be the part's, and so must its checksum where the client names one. */
function isMeant(
  { checksum: { algorithm, type, implied } }: Upload,
  wanted: CompletedPart,
  part: Part,
): boolean {
  const checksum = wanted[`Checksum${algorithm}`];
  if (checksum === undefined && type === "COMPOSITE" && !implied)
    throw invalidRequest(
      `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.partNumber} in the request.`,
    );
  return (
    wanted.ETag?.replace(/^"(.*)"$/, "$1") === part.eTag &&
    (checksum === undefined || checksum === part.checksum)
  );
}

function composedETag(parts: readonly Part[]): string {
  const md5 = createHash("md5");
  for (const { eTag } of parts) md5.update(Buffer.from(eTag, "hex"));
  return `${md5.digest("hex")}-${parts.length}`;
}

/** Of the full object by combining the parts' checksums; or a checksum of checksums, with their number. */
function wholeChecksum(
  { algorithm, type }: Upload["checksum"],
  parts: readonly Part[],
): Checksum {
  if (type === "FULL_OBJECT" && isLinear(algorithm)) {
    const sized = parts.map(({ checksum, blob: { size } }) => ({
      checksum,
      size,
    }));
    return { algorithm, type, value: combined(algorithm, sized) };
  }
  const running = begin(algorithm);
  for (const { checksum } of parts)
    running.update(Buffer.from(checksum, "base64"));
  const value = `${base64Of(running)}-${parts.length}`;
  return { algorithm, type, value };
}

const invalidPart = ({ PartNumber, ETag }: CompletedPart): Fault =>
  fault(
    "InvalidPart",
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    400,
    { PartNumber, ETag },
  );

const tooSmall = ({ partNumber, eTag, blob }: Part): Fault =>
  fault(
    "EntityTooSmall",
    "Your proposed upload is smaller than the minimum allowed size",
    400,
    {
      ProposedSize: blob.size,
      MinSizeAllowed: LEAST_PART,
      PartNumber: partNumber,
      ETag: eTag,
    },
  );
