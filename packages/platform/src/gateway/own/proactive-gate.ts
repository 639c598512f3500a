import { globalArn } from "../../core/arn.ts";
import { allow } from "../../core/operation.ts";
import { proactiveGates } from "../../core/proactive-gate.ts";
import { ownOperation } from "./own-operation.ts";
import { invalid, objectWith } from "./read-body.ts";

/**
 * `PUT /_gatehouse/proactive-gate` with `{"enabled"}`: functions that the caller's account makes or changes directly
 * pass its proactive Config rules first, or no longer. Needs `gatehouse:PutProactiveGate` on the account's root's ARN.
 */
export const putProactiveGate = ownOperation<{ enabled: boolean }, object>(
  "PutProactiveGate",
  {
    route: "PUT /_gatehouse/proactive-gate",
    members: ["enabled"],
    readOnly: false,
    read(body) {
      const { enabled } = objectWith(body, ["enabled"]);
      if (typeof enabled !== "boolean")
        throw invalid('Send {"enabled": boolean}.');
      return { enabled };
    },
    needs: (_input, { accountId }) =>
      Promise.resolve([
        allow(
          "gatehouse:PutProactiveGate",
          globalArn("iam", accountId, "root"),
        ),
      ]),
    async handle({ enabled }, ctx) {
      const { accountId } = ctx;
      const gates = ctx.table(proactiveGates);
      if (enabled)
        await gates.put({
          accountId,
          since: ctx.now(),
          setBy: ctx.caller.arn,
        });
      else await gates.delete(accountId);
      return {};
    },
  },
);

/** `GET /_gatehouse/proactive-gate`: whether it is closed, since when and by whom. Needs `gatehouse:GetProactiveGate`. */
export const getProactiveGate = ownOperation<
  object,
  { enabled: boolean; since?: string; setBy?: string }
>("GetProactiveGate", {
  route: "GET /_gatehouse/proactive-gate",
  members: [],
  readOnly: true,
  read: () => ({}),
  needs: (_input, { accountId }) =>
    Promise.resolve([
      allow("gatehouse:GetProactiveGate", globalArn("iam", accountId, "root")),
    ]),
  async handle(_input, ctx) {
    const gate = await ctx.table(proactiveGates).get(ctx.accountId);
    return gate
      ? {
          enabled: true,
          since: new Date(gate.since).toISOString(),
          setBy: gate.setBy,
        }
      : { enabled: false };
  },
});
