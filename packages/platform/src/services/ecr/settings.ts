import {
  KmsException,
  type EncryptionConfiguration,
  type ImageTagMutability,
  type ImageTagMutabilityExclusionFilter,
} from "@aws-sdk/client-ecr";
import { fault } from "../../core/errors.ts";
import { invalid } from "./repository.ts";
import type { RepositoryRow } from "./tables.ts";

/** Which of a repository's tags may be moved. @throws Fault InvalidParameter where filters and mode do not go together */
export function tagMutability(
  mutability: ImageTagMutability = "MUTABLE",
  exclusions: readonly ImageTagMutabilityExclusionFilter[] | undefined,
): Pick<RepositoryRow, "mutability" | "exclusions"> {
  const excluding = mutability.endsWith("_WITH_EXCLUSION");
  if (excluding !== (exclusions !== undefined))
    throw invalid(
      "imageTagMutabilityExclusionFilters",
      excluding
        ? `${mutability} needs exclusion filters`
        : `Exclusion filters cannot be given with ${mutability}`,
    );
  return { mutability, ...(exclusions ? { exclusions } : {}) };
}

/** @throws Fault Kms for keys, which nothing here holds */
export function checkEncryption(
  encryption: EncryptionConfiguration | undefined,
): void {
  if (encryption && encryption.encryptionType !== "AES256")
    throw fault(
      KmsException,
      `Encryption of type ${encryption.encryptionType} needs the AWS Key Management Service, which is not built.`,
    );
}
