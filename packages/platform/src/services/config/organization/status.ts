import type { MemberAccountRuleStatus } from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { administered } from "./administrator.ts";
import { existingDeployment, membersOf } from "./deployments.ts";
import { memberStatus } from "./member.ts";
import type { DeploymentRow, Kind, MemberRow } from "./tables.ts";

/** Why it went wrong, as answers have it. */
interface Told {
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

/** How a deployment went altogether: as in the first account where it failed, else where it is not done. */
export async function overallStatus(
  row: DeploymentRow,
  ctx: Context,
): Promise<Told & { readonly status: MemberAccountRuleStatus }> {
  const all = await Promise.all(
    (await membersOf(row.kind, row.name, ctx)).map((member) =>
      memberStatus(member, ctx),
    ),
  );
  const telling =
    all.find(({ status }) => status.endsWith("_FAILED")) ??
    all.find(({ status }) => status.endsWith("_IN_PROGRESS")) ??
    all[0];
  return {
    status: telling?.status ?? "CREATE_SUCCESSFUL",
    ...(telling ? toldOf(telling) : {}),
  };
}

/** How a deployment went in each account. */
export async function memberStatuses(
  kind: Kind,
  name: string,
  wanted: {
    accountId: string | undefined;
    status: MemberAccountRuleStatus | undefined;
  },
  ctx: Context,
): Promise<readonly (MemberRow & { readonly told: Told })[]> {
  await administered(ctx);
  await existingDeployment(kind, name, ctx);
  const all = await Promise.all(
    (await membersOf(kind, name, ctx)).map((member) =>
      memberStatus(member, ctx),
    ),
  );
  return all
    .filter(
      ({ accountId, status }) =>
        (wanted.accountId === undefined || wanted.accountId === accountId) &&
        (wanted.status === undefined || wanted.status === status),
    )
    .map((member) => ({ ...member, told: toldOf(member) }));
}

function toldOf({ errorCode, errorMessage }: MemberRow): Told {
  return {
    ...(errorCode === undefined ? {} : { ErrorCode: errorCode }),
    ...(errorMessage === undefined ? {} : { ErrorMessage: errorMessage }),
  };
}
