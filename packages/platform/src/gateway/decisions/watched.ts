import { allowEverything, decide, type PolicySet } from "@gatehouse/authz";
import type { Caller } from "../../core/caller.ts";
import type { Context } from "../../core/context.ts";
import { rootCaller } from "../../core/identity/root.ts";
import { principalOf } from "../principal.ts";
import { ownerOf, type Judged } from "./judged.ts";
import { auditOnly, type AuditOnly } from "./tables.ts";

/** Calls of the platform itself, which decide who is watched and who may see why: always enforced. */
const OWN_ACTIONS = "gatehouse:";

/** Who is of the account. Strangers, anonymous or with another issuer's token, are only ever let in by a policy. */
const WATCHED: ReadonlySet<Caller["type"]> = new Set([
  "Root",
  "IAMUser",
  "AssumedRole",
  "FederatedUser",
  "AWSService",
]);

const EVERYTHING = allowEverything({ kind: "identity", name: "audit-only" });

/**
 * Whether a denied request passes because its account or principal is set to audit-only. Whoever sets it
 * waives their own policies only: what another account's resource, or the organization above, refuses
 * stays refused. What could not be evaluated stays refused as well.
 */
export async function passesWatched(
  judged: Judged,
  ctx: Pick<Context, "caller" | "table">,
): Promise<boolean> {
  const { caller } = ctx;
  if (!WATCHED.has(caller.type)) return false;
  if (judged.decision.reason === "engine-error") return false;
  if (judged.request.action.startsWith(OWN_ACTIONS)) return false;
  const waivers = await waiversOf(caller, ctx);
  return waivers.length > 0 && allowedBeyond(judged, caller, waivers);
}

async function waiversOf(
  caller: Caller,
  ctx: Pick<Context, "table">,
): Promise<readonly AuditOnly[]> {
  const rows = ctx.table(auditOnly, { accountId: caller.accountId });
  const id = uniqueIdOf(caller);
  const found = [
    await rows.get(caller.accountId),
    id === undefined ? undefined : await rows.get(id),
  ];
  return found.filter((row) => row !== undefined);
}

function uniqueIdOf(caller: Caller): string | undefined {
  if (caller.type === "AssumedRole") return caller.roleId;
  return caller.type === "IAMUser" ? caller.principalId : undefined;
}

/** Decides with the policies that the waivers do not reach. */
function allowedBeyond(
  { request, policies }: Judged,
  caller: Caller,
  waivers: readonly AuditOnly[],
): boolean {
  const own = ownerOf(request, caller) === caller.accountId;
  const all = waivers.some(({ organization }) => organization);
  const service = caller.type === "AWSService";
  const { resource, scps, rcps, managementAccountId } = policies;
  const rest: PolicySet = {
    identity: [EVERYTHING],
    session: [EVERYTHING],
    ...(!own && resource ? { resource } : {}),
    ...(!all && !service && scps ? { scps } : {}),
    ...(!(all && own) && rcps ? { rcps } : {}),
    ...(managementAccountId === undefined ? {} : { managementAccountId }),
  };
  // A service stands in no account; on what belongs to the account it acts for, it is the account's guest.
  const principal =
    service && own
      ? principalOf(rootCaller(caller.accountId))
      : request.principal;
  return decide({ ...request, principal }, rest).allowed;
}
