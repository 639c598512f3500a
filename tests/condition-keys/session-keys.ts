import { onAnything } from "./global-keys.ts";
import type { KeyCase } from "./stage.ts";

/** What a role's session tells of itself. */
export const SESSION_KEYS: readonly KeyCase[] = [
  onAnything(
    "aws:PrincipalArn",
    "ArnEquals",
    ({ accountId }) => `arn:aws:iam::${accountId}:role/understudy`,
    "arn:aws:sts::*:assumed-role/understudy/session",
  ),
  onAnything("aws:PrincipalType", "StringEquals", "AssumedRole", "User"),
  onAnything("aws:PrincipalTag/team", "StringEquals", "gate", "others"),
  onAnything("aws:userid", "StringLike", "AROA*:session", "AROA*:other"),
  onAnything("aws:username", "Null", "true", "false"),
  onAnything("aws:SourceIdentity", "StringEquals", "clara", "bert"),
  onAnything("aws:MultiFactorAuthPresent", "Bool", "false", "true"),
  onAnything(
    "aws:TokenIssueTime",
    "DateGreaterThan",
    "2020-01-01T00:00:00Z",
    "2120-01-01T00:00:00Z",
  ),
];
