import { fault } from "../core/errors.ts";
import type { Call } from "./perform.ts";

/**
 * What the credentials of GetSessionToken and GetFederationToken are not for, whatever policies say (IAM user guide,
 * "Compare AWS STS credentials"): IAM, but for a user's session with MFA, and STS, but for a user's AssumeRole.
 * @throws Fault InvalidClientTokenId, AccessDenied
 */
export function checkSessionLimits({
  caller,
  service,
  operation,
  request,
}: Call): void {
  const { type, session } = caller;
  if (!session || type === "AssumedRole" || request.via !== undefined) return;
  const isUser = type !== "FederatedUser";
  if (service.name === "iam" && !(isUser && session.mfa))
    throw fault(
      "InvalidClientTokenId",
      "The security token included in the request is invalid",
      403,
    );
  const open = isUser ? OPEN_TO_USERS : OPEN_TO_GUESTS;
  if (service.name === "sts" && !open.has(operation.name))
    throw fault(
      "AccessDenied",
      `Cannot call ${operation.name} with session credentials`,
      403,
    );
}

const OPEN_TO_GUESTS: ReadonlySet<string> = new Set(["GetCallerIdentity"]);
const OPEN_TO_USERS: ReadonlySet<string> = new Set([
  "GetCallerIdentity",
  "AssumeRole",
]);
