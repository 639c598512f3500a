import {
  InvalidEventSelectorsException,
  type EventSelector,
} from "@aws-sdk/client-cloudtrail";
import type { AuditRecord } from "../../../core/audit.ts";
import { fault } from "../../../core/errors.ts";
import type { TrailRow } from "./tables.ts";

/** What a trail logs where nothing else is said: all management events. */
export const DEFAULT_SELECTORS: readonly EventSelector[] = [
  {
    ReadWriteType: "All",
    IncludeManagementEvents: true,
    DataResources: [],
    ExcludeManagementEventSources: [],
  },
];

const SELECTORS_AT_MOST = 5;
const EXCLUDABLE = ["kms.amazonaws.com", "rdsdata.amazonaws.com"];
const GLOBAL = new Set([
  "iam.amazonaws.com",
  "sts.amazonaws.com",
  "cloudfront.amazonaws.com",
]);

/** Selectors as a trail keeps them. @throws Fault InvalidEventSelectorsException */
export function checkedSelectors(
  selectors: readonly EventSelector[],
): readonly EventSelector[] {
  if (selectors.length === 0 || selectors.length > SELECTORS_AT_MOST)
    throw wrong(
      `A trail has between one and ${SELECTORS_AT_MOST} event selectors.`,
    );
  return selectors.map((selector) => {
    const {
      ReadWriteType = "All",
      IncludeManagementEvents = true,
      DataResources = [],
      ExcludeManagementEventSources: excluded = [],
    } = selector;
    if (DataResources.length > 0)
      throw wrong("DataResources: data events of trails are not built.");
    if (!excluded.every((source) => EXCLUDABLE.includes(source)))
      throw wrong(
        `ExcludeManagementEventSources takes ${EXCLUDABLE.join(" and ")}.`,
      );
    return {
      ReadWriteType,
      IncludeManagementEvents,
      DataResources,
      ExcludeManagementEventSources: excluded,
    };
  });
}

/** Whether a trail logs a record. Refusals of data events are no events that it asks for. */
export function isSelected(
  record: AuditRecord,
  { selectors = DEFAULT_SELECTORS, includesGlobal }: TrailRow,
): boolean {
  if (!record.managementEvent) return false;
  if (!includesGlobal && GLOBAL.has(record.eventSource)) return false;
  return selectors.some(
    ({ ReadWriteType, IncludeManagementEvents, ...selector }) =>
      IncludeManagementEvents &&
      (ReadWriteType === "All" ||
        (ReadWriteType === "ReadOnly") === record.readOnly) &&
      !selector.ExcludeManagementEventSources?.includes(record.eventSource),
  );
}

const wrong = (message: string) =>
  fault(InvalidEventSelectorsException, message);
