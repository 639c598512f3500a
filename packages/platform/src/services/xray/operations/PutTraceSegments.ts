import { PutTraceSegmentsCommand } from "@aws-sdk/client-xray";
import { allow, operation } from "../../../core/operation.ts";
import { keepSegments } from "../keep-segments.ts";

/** Fifty documents of 64 KB, as the daemon sends them at most, with their escapes. */
const LARGEST_BODY = 6 << 20;

export const PutTraceSegments = operation(PutTraceSegmentsCommand, {
  maxBody: LARGEST_BODY,
  audit: { category: "Data", readOnly: false },

  needs: () => [allow("xray:PutTraceSegments", "*")],

  async handle({ TraceSegmentDocuments }, ctx) {
    const problems = await keepSegments(TraceSegmentDocuments, ctx);
    return {
      UnprocessedTraceSegments: problems.map(({ code, id }) => ({
        ...(id === undefined ? {} : { Id: id }),
        ErrorCode: code,
        Message: `Invalid segment. ErrorCode: ${code}`,
      })),
    };
  },
});
