import { GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { temporaryCredentials } from "../credentials.ts";

const USER_DEFAULT = 43_200;
const ROOT_LONGEST = 3600;

/** Needs no permission; session credentials cannot ask for further ones. */
export const GetSessionToken = operation(GetSessionTokenCommand, {
  needs: () => [],

  async handle({ DurationSeconds, SerialNumber, TokenCode }, ctx) {
    const { caller } = ctx;
    if (caller.session || (caller.type !== "Root" && caller.type !== "IAMUser"))
      throw fault(
        "AccessDenied",
        "Cannot call GetSessionToken with session credentials",
        403,
      );
    if (SerialNumber !== undefined || TokenCode !== undefined)
      throw fault(
        "AccessDenied",
        "MultiFactorAuthentication failed with invalid MFA one time pass code.",
        403,
      );

    const asked =
      DurationSeconds ?? (caller.type === "Root" ? ROOT_LONGEST : USER_DEFAULT);
    const seconds =
      caller.type === "Root" ? Math.min(asked, ROOT_LONGEST) : asked;
    const issuedAt = ctx.now();
    const session = {
      issuedAt,
      expiresAt: issuedAt + seconds * 1000,
      mfa: false,
    };
    return { Credentials: temporaryCredentials(ctx, { ...caller, session }) };
  },
});
