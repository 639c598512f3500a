import type { ContextValue, Principal } from "./request.ts";
import { contextOf } from "./request.ts";

/**
 * The `aws:` keys that follow from who is asking: PrincipalArn (a role session's is its role's), PrincipalAccount,
 * PrincipalType, userid, username and the service keys, as in AWS's table of values of the principal keys.
 */
export function principalContext(
  principal: Principal,
): Map<string, ContextValue> {
  return contextOf({
    "aws:PrincipalType": TYPES[principal.type],
    "aws:PrincipalIsAWSService": String(principal.type === "service"),
    ...(inAccount(principal) && {
      "aws:PrincipalArn":
        principal.type === "role-session" ? principal.roleArn : principal.arn,
      "aws:PrincipalAccount": principal.accountId,
    }),
    "aws:userid": userId(principal),
    "aws:username":
      principal.type === "user"
        ? (principal.userName ?? principal.arn.split("/").at(-1))
        : undefined,
    "aws:PrincipalServiceName":
      principal.type === "service" ? principal.serviceName : undefined,
  });
}

const TYPES: Record<Principal["type"], string | undefined> = {
  root: "Account",
  account: "Account",
  user: "User",
  "role-session": "AssumedRole",
  "federated-user": "FederatedUser",
  "web-identity": undefined,
  service: undefined,
  anonymous: "Anonymous",
};

const inAccount = (principal: Principal): boolean =>
  principal.type === "root" ||
  principal.type === "account" ||
  principal.type === "user" ||
  principal.type === "role-session" ||
  principal.type === "federated-user";

function userId(principal: Principal): string | undefined {
  if (principal.type === "anonymous") return "anonymous";
  if (principal.type === "root") return principal.accountId;
  return inAccount(principal) ? principal.principalId : undefined;
}
