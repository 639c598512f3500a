import type { Algorithm } from "../checksum/algorithms.ts";
import { DEFAULT_ALGORITHM } from "../checksum/asked.ts";
import { isLinear } from "../checksum/combine.ts";
import { invalidRequest } from "../faults.ts";
import type { Upload } from "../tables.ts";

/**
 * Which checksum an upload keeps (S3 user guide, "Checking object integrity"): without a wish CRC64NVME
 * of the full object; CRC64NVME is never composite, SHA never of the full object.
 * @throws Fault InvalidRequest for a pair that does not exist
 */
export function uploadChecksum(
  algorithm: Algorithm | undefined,
  type: string | undefined,
): Upload["checksum"] {
  const kept = algorithm ?? DEFAULT_ALGORITHM;
  const natural = kept === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE";
  const asked = type === "FULL_OBJECT" || type === "COMPOSITE" ? type : natural;
  if (asked === "FULL_OBJECT" ? !isLinear(kept) : kept === "CRC64NVME")
    throw invalidRequest(
      `The ${asked} checksum type cannot be used with the ${kept.toLowerCase()} checksum algorithm.`,
    );
  return { algorithm: kept, type: asked, implied: algorithm === undefined };
}
