import { ConflictException } from "@aws-sdk/client-signer";
import { fault } from "../../core/errors.ts";
import { LAMBDA, NOTATION } from "./platforms.ts";
import type { SigningProfileRow } from "./tables.ts";

/** What can be granted on profiles of each platform (AWS Signer developer guide, "Cross-account signing"). */
export const GRANTABLE: Readonly<Record<string, readonly string[]>> = {
  [LAMBDA]: [
    "signer:StartSigningJob",
    "signer:GetSigningProfile",
    "signer:RevokeSignature",
  ],
  [NOTATION]: [
    "signer:StartSigningJob",
    "signer:SignPayload",
    "signer:GetSigningProfile",
    "signer:RevokeSignature",
  ],
};

/** Permissions change only from the revision that the caller has seen. @throws Fault ConflictException */
export function checkedRevision(
  profile: SigningProfileRow,
  revisionId: string | undefined,
): void {
  if (revisionId !== profile.permissionsRevision)
    throw fault(
      ConflictException,
      `The revision id ${revisionId ?? ""} is not the current one. List the permissions and try again.`,
    );
}
