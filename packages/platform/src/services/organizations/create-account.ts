import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
} from "@aws-sdk/client-iam";
import { globalArn } from "../../core/arn.ts";
import type { Context } from "../../core/context.ts";
import { Fault } from "../../core/errors.ts";
import {
  organizationNodes,
  organizations,
} from "../../core/identity/organization.ts";
import { accountPlaced } from "../../core/identity/account-placed.ts";
import { rootCaller } from "../../core/identity/root.ts";
import { accounts } from "../../core/identity/tables.ts";
import { firstPolicies } from "./nodes.ts";
import { accountRequests, type AccountRequest } from "./tables.ts";

/** Makes the account that was asked for: with a role by which the management account enters it, then as a member. */
export async function createAccount(
  { requestId }: { requestId: string },
  ctx: Context,
): Promise<void> {
  const request = await ctx.table(accountRequests).get(requestId);
  if (request?.state !== "IN_PROGRESS") return;
  const organization = await ctx.table(organizations).get(request.orgId);
  if (!organization || (await isTaken(request.email, ctx)))
    return finish(request, ctx, { failureReason: "EMAIL_ALREADY_EXISTS" });

  // Before the account joins: no service control policy stands in the way of its first role.
  await makeEntrance(request, ctx);
  const { accountId, orgId, accountName: name, email, tags } = request;
  await ctx.table(accounts).put({ accountId, createdAt: ctx.now() });
  await ctx.table(organizationNodes).put({
    id: accountId,
    orgId,
    kind: "ACCOUNT",
    parentId: organization.rootId,
    name,
    policies: firstPolicies(organization),
    tags,
    membership: {
      email,
      status: "ACTIVE",
      joinedMethod: "CREATED",
      joinedAt: ctx.now(),
      administers: {},
    },
  });
  ctx.emit(accountPlaced, { orgId, accountId });
  await finish(request, ctx);
}

async function isTaken(email: string, ctx: Context): Promise<boolean> {
  const { rows } = await ctx.table(organizationNodes).list({
    index: "byEmail",
    prefix: [email.toLowerCase()],
    limit: 1,
  });
  return rows.length > 0;
}

/** Delivery is at least once, so what an earlier delivery made stays. */
async function makeEntrance(
  { accountId, roleName }: AccountRequest,
  ctx: Context,
): Promise<void> {
  const as = rootCaller(accountId);
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: globalArn("iam", ctx.accountId, "root") },
        Action: "sts:AssumeRole",
      },
    ],
  });
  await ctx
    .send(
      new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument }),
      { as },
    )
    .catch(unlessThere);
  await ctx.send(
    new AttachRolePolicyCommand({
      RoleName: roleName,
      PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
    }),
    { as },
  );
}

function unlessThere(error: unknown): void {
  const isThere =
    error instanceof Fault && error.name === "EntityAlreadyExistsException";
  if (!isThere) throw error;
}

async function finish(
  request: AccountRequest,
  ctx: Context,
  failure: Pick<AccountRequest, "failureReason"> = {},
): Promise<void> {
  await ctx.table(accountRequests).put({
    ...request,
    ...failure,
    state: failure.failureReason === undefined ? "SUCCEEDED" : "FAILED",
    completedAt: ctx.now(),
  });
}
