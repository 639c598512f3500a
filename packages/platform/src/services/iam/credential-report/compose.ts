import { globalArn } from "../../../core/arn.ts";
import type { Context } from "../../../core/context.ts";
import { lastUses } from "../../../core/identity/last-uses.ts";
import {
  users,
  type AccessKey,
  type User,
} from "../../../core/identity/tables.ts";
import { keysOf } from "../access-keys.ts";
import { ownAccount } from "../accounts.ts";
import { passwordPolicies, type PasswordPolicy } from "../tables.ts";
import { csvOf, reportTime, type ReportLine } from "./csv.ts";

const NONE = "N/A";
const DAY = 24 * 3_600_000;

/** The credentials of every user of the account, the root user first. */
export async function composeReport(ctx: Context): Promise<string> {
  const policy = await ctx.table(passwordPolicies).get("account");
  const { rows } = await ctx.table(users).list();
  const lines = [await rootLine(ctx)];
  for (const user of rows) lines.push(await userLine(user, policy, ctx));
  return csvOf(lines);
}

/** AWS does not tell of the root user's password when it was changed, or whether it has one. */
async function rootLine(ctx: Context): Promise<ReportLine> {
  const { createdAt } = await ownAccount(ctx);
  return {
    user: "<root_account>",
    arn: globalArn("iam", ctx.accountId, "root"),
    user_creation_time: reportTime(createdAt),
    password_enabled: "not_supported",
    password_last_used: "no_information",
    password_last_changed: "not_supported",
    password_next_rotation: "not_supported",
    ...NOT_SERVED,
    ...(await keyColumns(undefined, ctx)),
  };
}

async function userLine(
  user: User,
  policy: PasswordPolicy | undefined,
  ctx: Context,
): Promise<ReportLine> {
  const { userName, arn, createdAt, loginProfile } = user;
  const changedAt = loginProfile?.createdAt;
  const maxAge = policy?.maxAge;
  return {
    user: userName,
    arn,
    user_creation_time: reportTime(createdAt),
    password_enabled: String(changedAt !== undefined),
    // There is no console to sign in to.
    password_last_used: changedAt === undefined ? NONE : "no_information",
    password_last_changed:
      changedAt === undefined ? NONE : reportTime(changedAt),
    password_next_rotation:
      changedAt === undefined || maxAge === undefined
        ? NONE
        : reportTime(changedAt + maxAge * DAY),
    ...NOT_SERVED,
    ...(await keyColumns(userName, ctx)),
  };
}

/** What nobody has here: what would make MFA devices and signing certificates is not built. */
const NOT_SERVED = {
  mfa_active: "false",
  cert_1_active: "false",
  cert_1_last_rotated: NONE,
  cert_2_active: "false",
  cert_2_last_rotated: NONE,
};

async function keyColumns(userName: string | undefined, ctx: Context) {
  const [first, second] = await keysOf(userName, ctx);
  const one = await keyState(first, ctx);
  const two = await keyState(second, ctx);
  return {
    access_key_1_active: one.active,
    access_key_1_last_rotated: one.rotated,
    access_key_1_last_used_date: one.date,
    access_key_1_last_used_region: one.region,
    access_key_1_last_used_service: one.service,
    access_key_2_active: two.active,
    access_key_2_last_rotated: two.rotated,
    access_key_2_last_used_date: two.date,
    access_key_2_last_used_region: two.region,
    access_key_2_last_used_service: two.service,
  };
}

async function keyState(key: AccessKey | undefined, ctx: Context) {
  const use = key && (await ctx.table(lastUses).get(key.accessKeyId));
  return {
    active: String(key?.status === "Active"),
    rotated: key ? reportTime(key.createdAt) : NONE,
    date: use ? reportTime(use.at) : NONE,
    region: use?.region ?? NONE,
    service: use?.service ?? NONE,
  };
}
