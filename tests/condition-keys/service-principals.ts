import { rejects } from "node:assert/strict";
import { UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { serviceCaller } from "../../packages/platform/src/core/caller.ts";
import { internalRequest } from "../../packages/platform/src/gateway/request-context.ts";
import { REGION } from "../../packages/platform/testing/cloud.ts";
import { policyOf } from "../../packages/platform/testing/principals.ts";
import type { Stage } from "./stage.ts";

const SERVICE = "lambda.amazonaws.com";

/** A key, an operator, a value for which a role lets Lambda in, and one for which it does not. */
export type TrustCase = readonly [
  key: string,
  operator: string,
  held: string | ((stage: Stage) => string),
  failed: string,
];

const source = ({ accountId }: Stage): string =>
  `arn:aws:lambda:${REGION}:${accountId}:function:actor`;

/** The keys with which a resource's policy tells one call of a service from another. */
export const TRUST_CASES: readonly TrustCase[] = [
  [
    "aws:SourceArn",
    "ArnLike",
    source,
    "arn:aws:lambda:*:111122223333:function:*",
  ],
  [
    "aws:SourceAccount",
    "StringEquals",
    ({ accountId }) => accountId,
    "111122223333",
  ],
  ["aws:PrincipalServiceName", "StringEquals", SERVICE, "ec2.amazonaws.com"],
  [
    "aws:PrincipalServiceNamesList",
    "ForAnyValue:StringEquals",
    SERVICE,
    "ec2.amazonaws.com",
  ],
  ["aws:PrincipalIsAWSService", "Bool", "true", "false"],
  ["aws:PrincipalArn", "Null", "true", "false"],
  ["aws:SourceIp", "Null", "true", "false"],
];

/** Holds that Lambda assumes the role for the one condition, and does not for the other. */
export async function playTrust(
  [key, operator, held, failed]: TrustCase,
  stage: Stage,
): Promise<void> {
  const { cloud, accountId, roleArn: RoleArn } = stage;
  const { platform } = cloud.running;
  const trusts = (value: string) =>
    cloud.iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: "worker",
        PolicyDocument: policyOf({
          Effect: "Allow",
          Principal: { Service: SERVICE },
          Action: "sts:AssumeRole",
          Condition: { [operator]: { [key]: value } },
        }),
      }),
    );
  const assume = () =>
    platform.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: "actor" }),
      serviceCaller(SERVICE, accountId, source(stage)),
      { region: REGION, request: internalRequest(SERVICE) },
    );
  await trusts(failed);
  await rejects(assume(), { name: "AccessDenied" });
  await trusts(typeof held === "string" ? held : held(stage));
  await assume();
}
