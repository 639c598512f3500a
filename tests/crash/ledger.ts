/** A part of an upload that is not complete yet. */
export interface OpenUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly etag: string;
}

/**
 * What the platform acknowledged: each of these must outlive any crash. Objects name themselves by their content's
 * hash (see `load.ts`), so that also what was never acknowledged can be told whole from half.
 */
export interface Ledger {
  readonly roles: Set<string>;
  /** Roles whose removal was acknowledged. */
  readonly removedRoles: Set<string>;
  readonly objects: Set<string>;
  readonly uploads: Map<string, OpenUpload>;
  /** Asynchronous calls by the id in their event. */
  readonly calls: Set<string>;
  /** Messages by the id in their body. */
  readonly messages: Set<string>;
  readonly jobs: Set<string>;
  /** Objects that were read and found whole. */
  readonly readObjects: Set<string>;
  /** Jobs that were seen to have succeeded. */
  readonly endedJobs: Set<string>;
}

export function emptyLedger(): Ledger {
  return {
    roles: new Set(),
    removedRoles: new Set(),
    objects: new Set(),
    uploads: new Map(),
    calls: new Set(),
    messages: new Set(),
    jobs: new Set(),
    readObjects: new Set(),
    endedJobs: new Set(),
  };
}

/** How much was acknowledged of each kind. */
export function countsOf(
  ledger: Ledger,
): Record<Exclude<keyof Ledger, "readObjects" | "endedJobs">, number> {
  return {
    roles: ledger.roles.size,
    removedRoles: ledger.removedRoles.size,
    objects: ledger.objects.size,
    uploads: ledger.uploads.size,
    calls: ledger.calls.size,
    messages: ledger.messages.size,
    jobs: ledger.jobs.size,
  };
}
