import {
  BatchGetTracesCommand,
  type Trace as TraceOutput,
} from "@aws-sdk/client-xray";
import { allow, operation } from "../../../core/operation.ts";
import { durationOf, type Trace } from "../trace.ts";
import { knownTraces } from "../known-traces.ts";

export const BatchGetTraces = operation(BatchGetTracesCommand, {
  audit: { category: "Data" },

  needs: () => [allow("xray:BatchGetTraces", "*")],

  async handle({ TraceIds }, ctx) {
    const found = await knownTraces(TraceIds, ctx);
    return { Traces: found.map(traceOutput), UnprocessedTraceIds: [] };
  },
});

function traceOutput(trace: Trace): TraceOutput {
  return {
    Id: trace.row.traceId,
    Duration: durationOf(trace),
    LimitExceeded: trace.row.limitExceeded ?? false,
    Segments: trace.documents.map(({ id, document }) => ({
      Id: id,
      Document: document,
    })),
  };
}
