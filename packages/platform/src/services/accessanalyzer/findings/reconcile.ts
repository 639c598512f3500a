import { createHash } from "node:crypto";
import type { FindingType, ResourceType } from "@aws-sdk/client-accessanalyzer";
import type { Context } from "../../../core/context.ts";
import {
  findings,
  type AnalyzerRow,
  type FindingDetail,
  type FindingRow,
} from "../tables.ts";

/** What an analysis found, before it is told from what was known. */
export interface FoundAccess {
  readonly resource: string;
  readonly resourceType: ResourceType;
  readonly findingType: FindingType;
  /** Tells findings of one resource and type apart, and stays the same while the access does. */
  readonly key: string;
  readonly details: readonly FindingDetail[];
}

/** Writes what was found: new findings begin, known ones go on as they were archived or not, those that are gone are resolved. */
export async function reconcile(
  { name: analyzer }: AnalyzerRow,
  found: readonly FoundAccess[],
  ctx: Context,
): Promise<readonly FindingRow[]> {
  const table = ctx.table(findings);
  const known = new Map(
    (await table.list({ prefix: [analyzer] })).rows.map((row) => [row.id, row]),
  );
  const now = ctx.now();
  const present = found.map(({ key, ...access }): FindingRow => {
    const id = idOf(analyzer, access, key);
    const before = known.get(id);
    known.delete(id);
    const status = before?.status === "ARCHIVED" ? "ARCHIVED" : "ACTIVE";
    const same =
      before?.status === status &&
      JSON.stringify(before.details) === JSON.stringify(access.details);
    return {
      analyzer,
      id,
      ...access,
      status,
      createdAt: before?.createdAt ?? now,
      analyzedAt: now,
      updatedAt: same ? before.updatedAt : now,
    };
  });
  const gone = [...known.values()].map((row): FindingRow =>
    row.status === "RESOLVED"
      ? row
      : { ...row, status: "RESOLVED", analyzedAt: now, updatedAt: now },
  );
  const rows = [...present, ...gone];
  for (const row of rows) await table.put(row);
  return rows.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** A UUID made of what the finding is about (RFC 9562, version 8). */
function idOf(
  analyzer: string,
  { resource, findingType }: Omit<FoundAccess, "key">,
  key: string,
): string {
  const hash = createHash("sha256")
    .update([analyzer, findingType, resource, key].join("\n"))
    .digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
