import type { AccessRequest, Principal } from "../request.ts";
import { resourceAccountOf } from "../request.ts";
import type { PolicySet } from "./policy-set.ts";

/** Which layers bear on a request, from who asks and where the resource is. */
export interface Standing {
  readonly crossAccount: boolean;
  /** Has identity policies, so that boundary and session policy apply as well. */
  readonly hasIdentity: boolean;
  /** AWS: the root user has full access to its account without any policy. */
  readonly isRoot: boolean;
  readonly scpsApply: boolean;
  readonly rcpsApply: boolean;
}

/** Works out which layers bear on the request. */
export function standingOf(
  request: AccessRequest,
  policies: PolicySet,
): Standing {
  const { principal } = request;
  const resourceAccount = resourceAccountOf(request);
  const hasIdentity = IDENTITY_HOLDERS.has(principal.type);
  const serviceLinked = isServiceLinkedRole(principal);
  const { managementAccountId } = policies;
  return {
    hasIdentity,
    crossAccount: resourceAccount !== principal.accountId,
    isRoot: principal.type === "root",
    scpsApply:
      policies.scps !== undefined &&
      hasIdentity &&
      !serviceLinked &&
      principal.accountId !== managementAccountId,
    rcpsApply:
      policies.rcps !== undefined &&
      !serviceLinked &&
      resourceAccount !== managementAccountId &&
      RCP_SERVICES.has(serviceOf(request.action)),
  };
}

const IDENTITY_HOLDERS: ReadonlySet<Principal["type"]> = new Set([
  "root",
  "user",
  "role-session",
  "federated-user",
]);

/** The services whose resources RCPs cover, from the AWS Organizations User Guide; Lambda is not among them. */
const RCP_SERVICES: ReadonlySet<string> = new Set([
  "aoss",
  "cognito-identity",
  "cognito-idp",
  "dynamodb",
  "ecr",
  "kms",
  "logs",
  "s3",
  "secretsmanager",
  "sqs",
  "sts",
]);

const isServiceLinkedRole = (principal: Principal): boolean =>
  principal.type === "role-session" &&
  principal.roleArn.includes(":role/aws-service-role/");

const serviceOf = (action: string): string =>
  action.slice(0, action.indexOf(":")).toLowerCase();
