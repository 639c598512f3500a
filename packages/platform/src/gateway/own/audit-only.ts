import type { Caller } from "../../core/caller.ts";
import { globalArn, parseArn } from "../../core/arn.ts";
import type { NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { allow } from "../../core/operation.ts";
import { subjectArn } from "../decisions/judged.ts";
import { callerNamed } from "../decisions/named-caller.ts";
import { auditOnly } from "../decisions/tables.ts";
import type { OwnOperation } from "./own-operation.ts";
import { ownOperation } from "./own-operation.ts";
import { invalid, objectWith, textIn } from "./read-body.ts";

/** Who is watched instead of refused. */
interface Watched {
  /** The principal's ARN; of a whole account its root's. */
  readonly arn: string;
  /** Whether the organization's policies let pass as well. */
  readonly organization: boolean;
  /** ISO 8601. */
  readonly since: string;
  readonly setBy: string;
}

/**
 * `POST /_gatehouse/audit-only` with `{"target", "enabled"}`: denied calls of an account (by its id) or of a
 * user or role pass, and are recorded; or are refused again. Needs `gatehouse:PutAuditOnly` on the target,
 * for an account on its root's ARN.
 */
export function putAuditOnly(
  managementAccountOf: (accountId: string) => Promise<string | undefined>,
): OwnOperation {
  return ownOperation<{ target: string; enabled: boolean }, object>(
    "PutAuditOnly",
    {
      route: "POST /_gatehouse/audit-only",
      members: ["target", "enabled"],
      readOnly: false,
      read(body) {
        const members = objectWith(body, ["target", "enabled"]);
        const target = textIn(members, "target");
        const { enabled } = members;
        if (target === undefined || typeof enabled !== "boolean")
          throw invalid('Send {"target": ARN or account, "enabled": boolean}.');
        return { target, enabled };
      },
      async needs({ target }, ctx) {
        return [allow("gatehouse:PutAuditOnly", await arnOf(target, ctx))];
      },
      async handle({ target, enabled }, ctx) {
        const caller = await callerNamed(target, ctx);
        const subject = caller && subjectIdOf(caller);
        if (!caller || subject === undefined)
          throw fault(
            "ResourceNotFoundException",
            `${target} is no account, user or role.`,
            404,
          );
        const { accountId } = caller;
        const rows = ctx.table(auditOnly, { accountId });
        if (!enabled) {
          await rows.delete(subject);
          return {};
        }
        await rows.put({
          subject,
          arn: subjectArn(caller),
          organization:
            (await managementAccountOf(accountId)) === ctx.caller.accountId,
          since: ctx.now(),
          setBy: ctx.caller.arn,
        });
        return {};
      },
    },
  );
}

/** `GET /_gatehouse/audit-only`: who is watched in the caller's account. Needs `gatehouse:ListAuditOnly` on its root's ARN. */
export const listAuditOnly = ownOperation<object, { watched: Watched[] }>(
  "ListAuditOnly",
  {
    route: "GET /_gatehouse/audit-only",
    members: [],
    readOnly: true,
    read: () => ({}),
    needs: (_input, { accountId }) =>
      Promise.resolve([
        allow("gatehouse:ListAuditOnly", globalArn("iam", accountId, "root")),
      ]),
    async handle(_input, ctx) {
      const { rows } = await ctx.table(auditOnly).list();
      const watched = rows.map(({ arn, organization, since, setBy }) => ({
        arn,
        organization,
        since: new Date(since).toISOString(),
        setBy,
      }));
      return { watched };
    },
  },
);

async function arnOf(target: string, ctx: NeedsContext): Promise<string> {
  const caller = await callerNamed(target, ctx);
  if (caller) return subjectArn(caller, caller.accountId || ctx.accountId);
  return parseArn(target) ? target : globalArn("iam", ctx.accountId, "root");
}

/** By unique ids, so that a user made again under the same name is not watched as well. */
function subjectIdOf(caller: Caller): string | undefined {
  switch (caller.type) {
    case "Root":
      return caller.accountId;
    case "IAMUser":
      return caller.principalId;
    case "AssumedRole":
      return caller.roleId;
    default:
      return undefined;
  }
}
