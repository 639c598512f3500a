import {
  ValidationException,
  type FindingSummary,
} from "@aws-sdk/client-accessanalyzer";
import type { NeedsContext } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { findAnalyzer } from "../analyzers.ts";
import type { AnalyzerRow, FindingRow } from "../tables.ts";
import { shownFinding } from "./shown.ts";

/** An analyzer of outside access: the first version of the findings API knows no others. @throws Fault */
export async function externalAnalyzer(
  name: string,
  ctx: NeedsContext,
): Promise<AnalyzerRow> {
  const analyzer = await findAnalyzer(name, ctx);
  if (analyzer.type !== "ACCOUNT")
    throw fault(
      ValidationException,
      "This operation is supported only for external access analyzers. Use the V2 operations.",
      { reason: "notSupported" },
    );
  return analyzer;
}

/** A finding as the first version of the findings API shows it. */
export function shownExternal(
  row: FindingRow,
  accountId: string,
): FindingSummary {
  const { findingType: _, ...summary } = shownFinding(row, accountId);
  const detail = row.details.find((one) => one.kind === "external");
  return {
    ...summary,
    condition: { ...detail?.condition },
    ...(detail
      ? {
          principal: { ...detail.principal },
          action: [...detail.actions],
          isPublic: detail.isPublic,
          sources: [{ type: "POLICY" }],
        }
      : {}),
  };
}
