import { randomUUID } from "node:crypto";
import {
  NoSuchOrganizationConfigRuleException,
  NoSuchOrganizationConformancePackException,
} from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { register, unregister } from "../tags.ts";
import { accountsOf, administered } from "./administrator.ts";
import {
  deploymentArnOf,
  deployments,
  memberDue,
  members,
  type DeploymentRow,
  type Kind,
} from "./tables.ts";

/** Deploys something into every account but those excluded; where it is excluded now, it goes. */
export async function deploy(
  given: Omit<DeploymentRow, "updatedAt" | "revision">,
  ctx: Context,
): Promise<string> {
  const { kind, name, excluded } = given;
  const accounts = await targetsOf(excluded, ctx);
  const revision = randomUUID();
  const known = await ctx.table(deployments).get(kind, name);
  await ctx
    .table(deployments)
    .put({ ...given, updatedAt: ctx.now(), revision });
  const before = await membersOf(kind, name, ctx);
  for (const accountId of accounts) {
    await ctx.table(members).put({
      kind,
      name,
      accountId,
      status: known ? "UPDATE_IN_PROGRESS" : "CREATE_IN_PROGRESS",
      updatedAt: ctx.now(),
    });
    ctx.emit(memberDue, { kind, name, accountId, revision, gone: false });
  }
  for (const member of before)
    if (!accounts.includes(member.accountId))
      await remove(member, revision, ctx);
  const arn = deploymentArnOf(ctx, kind, name);
  await register(arn, undefined, ctx);
  return arn;
}

/** The accounts of the caller's organization but those excluded. */
export async function targetsOf(
  excluded: readonly string[],
  ctx: Context,
): Promise<readonly string[]> {
  const accounts = await accountsOf(await administered(ctx), ctx);
  return accounts.filter((accountId) => !excluded.includes(accountId));
}

/** Takes a deployment out of every account; it is gone when it is gone everywhere. */
export async function undeploy(
  kind: Kind,
  name: string,
  ctx: Context,
): Promise<void> {
  await administered(ctx);
  const row = await existingDeployment(kind, name, ctx);
  const revision = randomUUID();
  const everywhere = await membersOf(kind, name, ctx);
  if (everywhere.length === 0) await ctx.table(deployments).delete(kind, name);
  else await ctx.table(deployments).put({ ...row, deleting: true, revision });
  for (const member of everywhere) await remove(member, revision, ctx);
  await unregister(deploymentArnOf(ctx, kind, name), ctx);
}

async function remove(
  member: Awaited<ReturnType<typeof membersOf>>[number],
  revision: string,
  ctx: Context,
): Promise<void> {
  const { kind, name, accountId } = member;
  await ctx.table(members).put({
    kind,
    name,
    accountId,
    status: "DELETE_IN_PROGRESS",
    updatedAt: ctx.now(),
  });
  ctx.emit(memberDue, { kind, name, accountId, revision, gone: true });
}

export async function membersOf(kind: Kind, name: string, ctx: Context) {
  return (await ctx.table(members).list({ prefix: [kind, name] })).rows;
}

/** @throws Fault NoSuchOrganizationConformancePackException, NoSuchOrganizationConfigRuleException */
export async function existingDeployment(
  kind: Kind,
  name: string,
  ctx: Context,
): Promise<DeploymentRow> {
  const row = await ctx.table(deployments).get(kind, name);
  if (row) return row;
  throw kind === "pack"
    ? fault(
        NoSuchOrganizationConformancePackException,
        `The organization conformance pack ${name} does not exist.`,
      )
    : fault(
        NoSuchOrganizationConfigRuleException,
        `The organization config rule ${name} does not exist.`,
      );
}

/** The deployments of these names, all of the kind where none are given. */
export async function deploymentsNamed(
  kind: Kind,
  names: readonly string[] | undefined,
  ctx: Context,
): Promise<readonly DeploymentRow[]> {
  await administered(ctx);
  if (!names?.length)
    return (await ctx.table(deployments).list({ prefix: [kind] })).rows;
  return Promise.all(names.map((name) => existingDeployment(kind, name, ctx)));
}
