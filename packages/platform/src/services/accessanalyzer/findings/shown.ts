import type {
  Criterion,
  FindingDetails,
  FindingSummaryV2,
  SortCriteria,
} from "@aws-sdk/client-accessanalyzer";
import { parseArn } from "../../../core/arn.ts";
import type { FindingDetail, FindingRow } from "../tables.ts";

/** A finding as lists show it. */
export function shownFinding(
  row: FindingRow,
  accountId: string,
): FindingSummaryV2 {
  return {
    id: row.id,
    resource: row.resource,
    resourceType: row.resourceType,
    resourceOwnerAccount: parseArn(row.resource)?.accountId || accountId,
    findingType: row.findingType,
    status: row.status,
    createdAt: new Date(row.createdAt),
    analyzedAt: new Date(row.analyzedAt),
    updatedAt: new Date(row.updatedAt),
  };
}

/** A detail as the API's union has it. */
export function shownDetail(detail: FindingDetail): FindingDetails {
  switch (detail.kind) {
    case "external":
      return {
        externalAccessDetails: {
          principal: { ...detail.principal },
          action: [...detail.actions],
          condition: { ...detail.condition },
          isPublic: detail.isPublic,
          sources: [{ type: "POLICY" }],
        },
      };
    case "role":
      return { unusedIamRoleDetails: accessed(detail.lastAccessed) };
    case "key":
      return {
        unusedIamUserAccessKeyDetails: {
          accessKeyId: detail.accessKeyId,
          ...accessed(detail.lastAccessed),
        },
      };
    case "password":
      return { unusedIamUserPasswordDetails: {} };
    case "permission":
      return {
        unusedPermissionDetails: {
          serviceNamespace: detail.service,
          ...accessed(detail.lastAccessed),
          ...(detail.actions
            ? { actions: detail.actions.map((action) => ({ action })) }
            : {}),
        },
      };
  }
}

const accessed = (at: number | undefined): { lastAccessed?: Date } =>
  at === undefined ? {} : { lastAccessed: new Date(at) };

/** The findings that every criterion of a filter accepts (Access Analyzer filter keys), in the order asked for. */
export function chosen(
  rows: readonly FindingRow[],
  accountId: string,
  filter: Readonly<Record<string, Criterion>> = {},
  sort: SortCriteria = {},
): readonly FindingRow[] {
  const kept = rows.filter((row) =>
    Object.entries(filter).every(([key, criterion]) =>
      accepts(criterion, valuesOf(key, row, accountId)),
    ),
  );
  const { attributeName, orderBy = "ASC" } = sort;
  if (attributeName === undefined) return kept;
  const sign = orderBy === "DESC" ? -1 : 1;
  const text = (row: FindingRow): string =>
    valuesOf(attributeName, row, accountId)[0] ?? "";
  return kept.toSorted((one, other) =>
    text(one) === text(other) ? 0 : text(one) < text(other) ? -sign : sign,
  );
}

function accepts(
  { eq, neq, contains, exists }: Criterion,
  values: readonly string[],
): boolean {
  return (
    (!eq || eq.some((one) => values.includes(one))) &&
    (!neq || !neq.some((one) => values.includes(one))) &&
    (!contains ||
      contains.some((one) => values.some((value) => value.includes(one)))) &&
    (exists === undefined || exists === values.length > 0)
  );
}

/** The values of an attribute; none where a finding has no such attribute. */
function valuesOf(
  key: string,
  row: FindingRow,
  accountId: string,
): readonly string[] {
  const [external] = row.details.filter((one) => one.kind === "external");
  if (key === "isPublic") return external ? [String(external.isPublic)] : [];
  if (key.startsWith("principal.")) {
    const name = external?.principal[key.slice("principal.".length)];
    return name === undefined ? [] : [name];
  }
  if (key.startsWith("condition.")) {
    const value = external?.condition[key.slice("condition.".length)];
    return value === undefined ? [] : [value];
  }
  const value: unknown = { ...shownFinding(row, accountId) }[
    key as keyof FindingSummaryV2
  ];
  return value instanceof Date
    ? [value.toISOString()]
    : typeof value === "string"
      ? [value]
      : [];
}
