import { InvalidInputException } from "@aws-sdk/client-iam";
import {
  contextOf,
  principalContext,
  type ContextValue,
  type Principal,
} from "@gatehouse/authz";
import { globalArn, parseArn } from "../../../core/arn.ts";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import {
  nameKey,
  roles,
  users,
  type Tags,
} from "../../../core/identity/tables.ts";
import { kindAndName } from "../entities.ts";

/** Who asks in a simulation, and the context keys that follow from it. */
export interface SimulatedCaller {
  readonly principal: Principal;
  readonly context: ReadonlyMap<string, ContextValue>;
}

/** A user, group or role by its ARN, which need not exist. @throws Fault InvalidInput for anything else */
export async function simulatedCaller(
  arn: string,
  ctx: Context,
): Promise<SimulatedCaller> {
  const [kind, name] = kindAndName(arn);
  const accountId = parseArn(arn)?.accountId ?? "";
  if (kind === undefined || !/^\d{12}$/.test(accountId))
    throw fault(
      InvalidInputException,
      `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`,
    );
  if (kind === "group")
    return { principal: nobody(arn, accountId), context: new Map() };
  const known =
    kind === "user"
      ? await ctx.table(users, { accountId }).get(nameKey(name))
      : await ctx.table(roles, { accountId }).get(nameKey(name));
  const found = known?.arn === arn ? known : undefined;
  const id = found && ("userId" in found ? found.userId : found.roleId);
  const principal =
    kind === "user"
      ? userPrincipal(arn, accountId, name, id)
      : rolePrincipal(arn, accountId, name, id);
  return { principal, context: keysOf(principal, id, found?.tags) };
}

/** A simulation of policies alone: somebody of the account of whom nothing is known. */
export function unnamedCaller(accountId: string): SimulatedCaller {
  const arn = globalArn("iam", accountId, "user/");
  return { principal: nobody(arn, accountId), context: new Map() };
}

const nobody = (arn: string, accountId: string): Principal => ({
  type: "user",
  arn,
  accountId,
  principalId: "",
});

const userPrincipal = (
  arn: string,
  accountId: string,
  userName: string,
  principalId = "",
): Principal => ({ type: "user", arn, accountId, principalId, userName });

/** A role asks through a session. */
const rolePrincipal = (
  roleArn: string,
  accountId: string,
  name: string,
  id = "",
): Principal => ({
  type: "role-session",
  roleArn,
  sessionName: "simulation",
  arn: globalArn("sts", accountId, `assumed-role/${name}/simulation`),
  accountId,
  principalId: `${id}:simulation`,
});

/** What a request of the principal would carry whatever it asks; of one that does not exist there is no unique id. */
function keysOf(
  principal: Principal,
  id: string | undefined,
  tags: Tags = {},
): ReadonlyMap<string, ContextValue> {
  const keys = principalContext(principal);
  if (id === undefined) keys.delete("aws:userid");
  const ofTags = Object.entries(tags).map(
    ([key, value]) => [`aws:PrincipalTag/${key}`, value] as const,
  );
  return new Map([...keys, ...contextOf(Object.fromEntries(ofTags))]);
}
