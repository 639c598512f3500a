import { fault, type Fault } from "../../../core/errors.ts";
import { ALGORITHMS, type Algorithm } from "./algorithms.ts";

/** What S3 keeps of objects whose client sends no checksum. */
export const DEFAULT_ALGORITHM: Algorithm = "CRC64NVME";

/** The parts of a request that can name an algorithm. */
export type NamesChecksum = {
  readonly [K in `Checksum${Algorithm}`]?: string | undefined;
} & { readonly ChecksumAlgorithm?: string | undefined };

/**
 * The algorithm that a request names: by a checksum in a header, by one that follows in a trailer, or by
 * `x-amz-sdk-checksum-algorithm`. @throws Fault InvalidRequest for one that is not kept here
 */
export function askedAlgorithm(
  input: NamesChecksum,
  headers: Readonly<Record<string, string | undefined>> = {},
): Algorithm | undefined {
  const given = ALGORITHMS.find(
    (algorithm) => input[`Checksum${algorithm}`] !== undefined,
  );
  const name = given ?? trailing(headers) ?? input.ChecksumAlgorithm;
  if (name === undefined) return undefined;
  const known = ALGORITHMS.find((algorithm) => algorithm === name);
  if (!known) throw unknownAlgorithm();
  return known;
}

function trailing(
  headers: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return /x-amz-checksum-(\w+)/
    .exec(headers["x-amz-trailer"] ?? "")?.[1]
    ?.toUpperCase();
}

function unknownAlgorithm(): Fault {
  return fault(
    "InvalidRequest",
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256, SHA512, MD5]",
    400,
  );
}
