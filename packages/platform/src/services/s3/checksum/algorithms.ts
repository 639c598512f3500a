import { checksumAlgorithms, type RunningChecksum } from "@gatehouse/wire";

/** The checksums that S3 keeps with objects; the wire package holds requests to what they claim. */
export const ALGORITHMS = [
  "CRC32",
  "CRC32C",
  "CRC64NVME",
  "SHA1",
  "SHA256",
  "SHA512",
  "MD5",
] as const;

export type Algorithm = (typeof ALGORITHMS)[number];

/** Begins a checksum. */
export function begin(algorithm: Algorithm): RunningChecksum {
  return checksumAlgorithms[
    algorithm.toLowerCase() as keyof typeof checksumAlgorithms
  ]();
}

/** A finished checksum as S3 writes it: base 64. */
export function base64Of(running: RunningChecksum): string {
  return Buffer.from(running.digest()).toString("base64");
}
