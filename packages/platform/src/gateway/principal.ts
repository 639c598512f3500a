import type { Principal } from "@gatehouse/authz";
import { globalArn } from "../core/arn.ts";
import type { Caller } from "../core/caller.ts";

/** A caller as the policy language knows it. */
export function principalOf(caller: Caller): Principal {
  const { arn, accountId, principalId } = caller;
  const who = { arn, accountId, principalId };
  switch (caller.type) {
    case "Root":
      return { ...who, type: "root" };
    case "IAMUser":
      return { ...who, type: "user", userName: caller.userName };
    case "AssumedRole":
      return {
        ...who,
        type: "role-session",
        roleArn: caller.roleArn,
        sessionName: caller.sessionName,
      };
    case "FederatedUser":
      return {
        ...who,
        type: "federated-user",
        ...(caller.userName === ""
          ? {}
          : {
              federatedBy: globalArn(
                "iam",
                accountId,
                `user/${caller.userName}`,
              ),
            }),
      };
    case "WebIdentityUser":
      // Stands in no account: the trust policy alone decides.
      return { ...who, accountId: "", type: "web-identity", provider: arn };
    case "AWSService":
      // A service principal stands in no account; aws:SourceAccount tells for whom it acts.
      return {
        arn,
        accountId: "",
        principalId,
        type: "service",
        serviceName: caller.service,
      };
    case "Anonymous":
      return {
        arn: "*",
        accountId: "",
        principalId: "anonymous",
        type: "anonymous",
      };
  }
}
