import type { ChecksumType } from "@aws-sdk/client-s3";
import type { Checksum } from "../tables.ts";
import type { Algorithm } from "./algorithms.ts";

/** The members in which answers carry a checksum. */
export type ToldChecksum = { [K in `Checksum${Algorithm}`]?: string };

/** One checksum as a member of an answer. */
export function toldValue(algorithm: Algorithm, value: string): ToldChecksum {
  return { [`Checksum${algorithm}`]: value };
}

/** A version's checksum with its type. */
export function told(
  checksum: Checksum,
): ToldChecksum & { ChecksumType: ChecksumType } {
  return {
    ...toldValue(checksum.algorithm, checksum.value),
    ChecksumType: checksum.type,
  };
}
