import { roleCaller, type Session } from "../../core/caller.ts";
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
  const caller = roleCaller(role, sessionName, session);
  const { arn, accountId, principalId } = caller;
  const Credentials = temporaryCredentials(ctx, caller);
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
