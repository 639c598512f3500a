import { GetTraceGraphCommand } from "@aws-sdk/client-xray";
import { allow, operation } from "../../../core/operation.ts";
import { servicesOf } from "../graph/services.ts";
import { knownTraces } from "../known-traces.ts";

export const GetTraceGraph = operation(GetTraceGraphCommand, {
  audit: { category: "Data" },

  needs: () => [allow("xray:GetTraceGraph", "*")],

  async handle({ TraceIds }, ctx) {
    const found = await knownTraces(TraceIds, ctx);
    return { Services: servicesOf(found, ctx.accountId) };
  },
});
