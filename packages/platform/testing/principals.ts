import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  ListUserPoliciesCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  type CreateRoleCommandInput,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
} from "@aws-sdk/client-sts";
import type { Clients, Cloud, Keys } from "./cloud.ts";

/** A user with clients that sign with its key. */
export interface CloudUser extends Clients {
  readonly arn: string;
  readonly userName: string;
  readonly keys: Keys;
}

/** Makes a user with an access key and, where one is given, an inline policy; in the account of `by`. */
export async function makeUser(
  cloud: Cloud,
  userName: string,
  policy?: string,
  by: Clients = cloud,
): Promise<CloudUser> {
  const { User } = await by.iam.send(
    new CreateUserCommand({ UserName: userName }),
  );
  if (policy !== undefined) await giveUser(by, userName, policy);
  const { AccessKey } = await by.iam.send(
    new CreateAccessKeyCommand({ UserName: userName }),
  );
  const keys = {
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  };
  return { ...cloud.as(keys), arn: User?.Arn ?? "", userName, keys };
}

/** Takes a user of `makeUser` away, with its key and its inline policies. */
export async function removeUser(
  by: Clients,
  { userName: UserName, keys: { accessKeyId: AccessKeyId } }: CloudUser,
): Promise<void> {
  await by.iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  const { PolicyNames } = await by.iam.send(
    new ListUserPoliciesCommand({ UserName }),
  );
  for (const PolicyName of PolicyNames ?? [])
    await by.iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName }));
  await by.iam.send(new DeleteUserCommand({ UserName }));
}

/** Sets the inline policy `own` of a user. */
export async function giveUser(
  by: Clients,
  UserName: string,
  PolicyDocument: string,
): Promise<void> {
  await by.iam.send(
    new PutUserPolicyCommand({ UserName, PolicyName: "own", PolicyDocument }),
  );
}

/** Makes a role, with the inline policy `own` where one is given, and answers its ARN. */
export async function makeRole(
  by: Clients,
  RoleName: string,
  AssumeRolePolicyDocument: string,
  policy?: string,
  more: Partial<CreateRoleCommandInput> = {},
): Promise<string> {
  const { Role } = await by.iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, ...more }),
  );
  if (policy !== undefined)
    await by.iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: "own",
        PolicyDocument: policy,
      }),
    );
  return Role?.Arn ?? "";
}

/** The keys of a new session of a role, named `session`. */
export async function sessionOf(
  by: Clients,
  RoleArn: string,
  more: Partial<AssumeRoleCommandInput> = {},
): Promise<Keys> {
  const { Credentials } = await by.sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: "session", ...more }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
}

/** A policy document that allows actions. */
export function allowing(
  Action: string | readonly string[],
  Resource: string | readonly string[] = "*",
): string {
  return policyOf({ Effect: "Allow", Action, Resource });
}

/** A policy document that denies actions. */
export function denying(
  Action: string | readonly string[],
  Resource: string | readonly string[] = "*",
): string {
  return policyOf({ Effect: "Deny", Action, Resource });
}

/** A policy document of the given statements. */
export function policyOf(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** A trust policy that names users, roles or accounts. */
export function trusting(
  AWS: string | readonly string[],
  Condition: object = {},
  Action: string | readonly string[] = "sts:AssumeRole",
): string {
  return policyOf({ Effect: "Allow", Principal: { AWS }, Action, Condition });
}

/** A trust policy that names a service, as `lambda.amazonaws.com`. */
export function trustingService(Service: string): string {
  return policyOf({
    Effect: "Allow",
    Principal: { Service },
    Action: "sts:AssumeRole",
  });
}
