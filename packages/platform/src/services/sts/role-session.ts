import { globalArn, parseArn } from "../../core/arn.ts";
import type { Session } from "../../core/caller.ts";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { Role } from "../../core/identity/tables.ts";
import { temporaryCredentials } from "./credentials.ts";

const DEFAULT_SECONDS = 3600;

/** Makes a role's session: its credentials and who holds them. */
export function roleSession(
  role: Role,
  sessionName: string,
  session: Session,
  ctx: Context,
) {
  const accountId = parseArn(role.arn)?.accountId ?? "";
  const arn = globalArn(
    "sts",
    accountId,
    `assumed-role/${role.roleName}/${sessionName}`,
  );
  const principalId = `${role.roleId}:${sessionName}`;
  const Credentials = temporaryCredentials(ctx, {
    type: "AssumedRole",
    arn,
    accountId,
    principalId,
    roleArn: role.arn,
    roleName: role.roleName,
    roleId: role.roleId,
    sessionName,
    session,
  });
  ctx.note({
    resources: [{ arn: role.arn, type: "AWS::IAM::Role", accountId }],
  });
  return {
    Credentials,
    AssumedRoleUser: { AssumedRoleId: principalId, Arn: arn },
  };
}

/** How long a role's session lasts. @throws Fault ValidationError */
export function sessionSeconds(
  asked: number | undefined,
  { maxSessionDuration }: Role,
): number {
  const seconds = asked ?? DEFAULT_SECONDS;
  if (seconds > maxSessionDuration)
    throw fault(
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
      400,
    );
  return seconds;
}
