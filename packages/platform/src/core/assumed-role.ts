import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { roleCaller, type RoleCaller } from "./caller.ts";
import type { Context, Sender } from "./context.ts";

/** Temporary credentials of a role, and whom they stand for. */
export interface AssumedRole {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
  readonly caller: RoleCaller;
}

/**
 * Assumes a role for a service: its trust policy decides.
 * @param as the service, for the resource that it works for
 * @throws Fault AccessDenied as STS refuses
 */
export async function assumedRole(
  roleArn: string,
  sessionName: string,
  as: Sender,
  ctx: Context,
  session: Partial<RoleCaller["session"]> = {},
): Promise<AssumedRole> {
  const { Credentials, AssumedRoleUser } = await ctx.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName }),
    as,
  );
  const expiration = Credentials?.Expiration ?? new Date(0);
  const accessKeyId = Credentials?.AccessKeyId ?? "";
  const [roleId = ""] = (AssumedRoleUser?.AssumedRoleId ?? "").split(":");
  const roleName = roleArn.split("/").at(-1) ?? "";
  return {
    accessKeyId,
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
    expiration,
    caller: {
      ...roleCaller({ arn: roleArn, roleName, roleId }, sessionName, {
        issuedAt: ctx.now(),
        expiresAt: expiration.getTime(),
        mfa: false,
        ...session,
      }),
      accessKeyId,
    },
  };
}
