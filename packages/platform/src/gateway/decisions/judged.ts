import {
  resourceAccountOf,
  type AccessRequest,
  type Decision,
  type PolicySet,
} from "@gatehouse/authz";
import type { Caller } from "../../core/caller.ts";
import { globalArn } from "../../core/arn.ts";
import type { Need } from "../../core/operation.ts";

/** A question to the engine with every policy that bore on it: enough to explain the answer. */
export interface Asked {
  readonly request: AccessRequest;
  readonly policies: PolicySet;
}

/** What an operation needed, as a question, and its answer. */
export interface Judged extends Asked {
  readonly need: Need;
  readonly decision: Decision;
}

/** The account that owns the resource of a request; the caller's own where nothing names one. */
export function ownerOf(request: AccessRequest, caller: Caller): string {
  return resourceAccountOf(request) || caller.accountId;
}

/** The ARN under which a caller's decisions are kept, and permission to see them is given: a session's is its role. */
export function subjectArn(
  caller: Caller,
  accountId: string = caller.accountId,
): string {
  switch (caller.type) {
    case "AssumedRole":
      return caller.roleArn;
    case "IAMUser":
    case "FederatedUser":
    case "Root":
      return caller.arn;
    default:
      return globalArn("iam", accountId, "root");
  }
}
