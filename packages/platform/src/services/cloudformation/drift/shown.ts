import type { StackResourceDrift } from "@aws-sdk/client-cloudformation";
import type { DriftRow } from "./tables.ts";

/** A drift as DescribeStackResourceDrifts shows it. */
export function shownDrift(row: DriftRow, StackId: string): StackResourceDrift {
  return {
    StackId,
    LogicalResourceId: row.logicalId,
    PhysicalResourceId: row.physicalId,
    ResourceType: row.type,
    StackResourceDriftStatus: row.status,
    ExpectedProperties: JSON.stringify(row.expected),
    ActualProperties: JSON.stringify(row.actual),
    PropertyDifferences: row.differences.map(
      ({ path, type, expected, actual }) => ({
        PropertyPath: path,
        DifferenceType: type,
        ExpectedValue: expected,
        ActualValue: actual,
      }),
    ),
    Timestamp: new Date(row.at),
  };
}
