import type { EvaluationResult } from "@aws-sdk/client-config-service";
import { invalid } from "../faults.ts";
import type { EvaluationRow, ResultRow } from "../tables.ts";

/** A detective result as the API answers it. */
export function evaluationResult(result: ResultRow): EvaluationResult {
  return {
    EvaluationResultIdentifier: {
      EvaluationResultQualifier: {
        ConfigRuleName: result.rule,
        ResourceType: result.resourceType,
        ResourceId: result.resourceId,
        EvaluationMode: "DETECTIVE",
      },
      OrderingTimestamp: new Date(result.orderedAt),
    },
    ComplianceType: result.compliance,
    ResultRecordedTime: new Date(result.recordedAt),
    ConfigRuleInvokedTime: new Date(result.invokedAt),
    ...(result.annotation === undefined
      ? {}
      : { Annotation: result.annotation }),
  };
}

/** The results of a resource evaluation. @throws Fault InvalidParameterValueException where there is none */
export function proactiveResults(
  row: EvaluationRow | undefined,
  id: string,
): readonly EvaluationResult[] {
  if (!row) throw invalid(`The resource evaluation ${id} does not exist.`);
  return row.results.map((result) => ({
    EvaluationResultIdentifier: {
      EvaluationResultQualifier: {
        ConfigRuleName: result.rule,
        ResourceType: row.details.ResourceType,
        ResourceId: row.details.ResourceId,
        EvaluationMode: row.mode,
      },
      OrderingTimestamp: new Date(row.startedAt),
      ResourceEvaluationId: id,
    },
    ComplianceType: result.compliance,
    ResultRecordedTime: new Date(result.recordedAt),
    ConfigRuleInvokedTime: new Date(result.invokedAt),
    ...(result.annotation === undefined
      ? {}
      : { Annotation: result.annotation }),
  }));
}
