import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  TagUserCommand,
} from "@aws-sdk/client-iam";
import type { Caller } from "../../packages/platform/src/core/caller.ts";
import type { Cloud, Keys } from "../../packages/platform/testing/cloud.ts";
import {
  allowing,
  makeRole,
  makeUser,
  trustingService,
} from "../../packages/platform/testing/principals.ts";
import { TAGS, type Named } from "./named.ts";

const ISSUER = "token.actions.githubusercontent.com";

/** A user, a role, a group, policies and a provider of identities; and the user's key. */
export async function principals(
  cloud: Cloud,
): Promise<{ keys: Keys; iam: Named }> {
  const { iam } = cloud;
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: "rules",
      PolicyDocument: allowing("*"),
      Tags: TAGS,
    }),
  );
  const PermissionsBoundary = Policy?.Arn ?? "";
  const RoleArn = await makeRole(
    cloud,
    "worker",
    trustingService("lambda.amazonaws.com"),
    allowing("*"),
    { Tags: TAGS, PermissionsBoundary },
  );
  const user = await makeUser(cloud, "clara", allowing("*"));
  await iam.send(new TagUserCommand({ UserName: "clara", Tags: TAGS }));
  await iam.send(
    new PutUserPermissionsBoundaryCommand({
      UserName: "clara",
      PermissionsBoundary,
    }),
  );
  await iam.send(new CreateGroupCommand({ GroupName: "builders" }));
  await iam.send(
    new AddUserToGroupCommand({ GroupName: "builders", UserName: "clara" }),
  );
  await iam.send(
    new CreateInstanceProfileCommand({
      InstanceProfileName: "machine",
      Tags: TAGS,
    }),
  );
  const { OpenIDConnectProviderArn } = await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: `https://${ISSUER}`,
      ClientIDList: ["sts.amazonaws.com"],
      Tags: TAGS,
    }),
  );
  const named = {
    UserName: "clara",
    NewUserName: "clara-2",
    RoleName: "worker",
    RoleArn,
    GroupName: "builders",
    NewGroupName: "builders-2",
    PolicyName: "rules",
    PolicyArn: PermissionsBoundary,
    Arn: user.arn,
    Url: `https://${ISSUER}`,
    OpenIDConnectProviderArn,
    PolicySourceArn: user.arn,
    PermissionsBoundary,
    InstanceProfileName: "machine",
    AccessKeyId: user.keys.accessKeyId,
    AWSServiceName: "lambda.amazonaws.com",
    DeletionTaskId:
      "task/aws-service-role/lambda.amazonaws.com/worker/11111111-2222",
    Path: "/",
    NewPath: "/moved/",
    PathPrefix: "/",
    Tags: TAGS,
    TagKeys: ["team"],
  };
  return { keys: user.keys, iam: named };
}

/** Whom a token of GitHub Actions names. */
export function tokenHolder(iam: Named, { accountId }: Cloud): Caller {
  const userName = "repo:acme/shop:ref:refs/heads/main";
  return {
    type: "WebIdentityUser",
    arn: String(iam["OpenIDConnectProviderArn"]),
    accountId,
    principalId: `${ISSUER}:${userName}`,
    userName,
    issuer: ISSUER,
    claims: {
      iss: `https://${ISSUER}`,
      sub: userName,
      aud: "sts.amazonaws.com",
      "https://aws.amazon.com/source_identity": "clara",
      "https://aws.amazon.com/tags": {
        principal_tags: { team: ["gate"] },
        transitive_tag_keys: ["team"],
      },
    },
  };
}
