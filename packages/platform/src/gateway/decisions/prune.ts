import { Table } from "../../core/table.ts";
import { ConflictError, type Store } from "../../store/store.ts";
import { UnitOfWork } from "../../store/unit-of-work.ts";
import { referencesIn } from "./keep-question.ts";
import { keptDecisions, policyTexts } from "./tables.ts";

/** Decisions kept of each account. */
export const KEPT_AT_MOST = 1000;

/** Counts an account's decisions. */
export async function countDecisions(
  store: Store,
  accountId: string,
): Promise<number> {
  return (await decisionsOf(new UnitOfWork(store), accountId).list()).rows
    .length;
}

/** Removes an account's oldest decisions; without looking for conflicts, for nothing ever changes an old one. */
export async function removeOldest(
  store: Store,
  accountId: string,
  count: number,
): Promise<void> {
  const unit = new UnitOfWork(store);
  const decisions = decisionsOf(unit, accountId);
  for (const { decisionId } of (await decisions.list({ limit: count })).rows)
    await decisions.delete(decisionId);
  const { writes } = unit.unit();
  await store.commit({ reads: [], scans: [], writes });
}

/**
 * Removes the policy texts that none of an account's decisions refers to any more.
 * @param forgotten called with each text before it goes, so that the next denial writes it again
 */
export async function sweepTexts(
  store: Store,
  accountId: string,
  forgotten: (sha256: string) => void,
): Promise<void> {
  const unit = new UnitOfWork(store);
  const { rows } = await decisionsOf(unit, accountId).list();
  const needed = new Set(
    rows
      .flatMap(({ questions }) => questions.flatMap(referencesIn))
      .map(({ sha256 }) => sha256),
  );
  const texts = new Table(policyTexts, unit, { accountId, region: "" });
  for (const { sha256 } of (await texts.list()).rows)
    if (!needed.has(sha256)) {
      await texts.delete(sha256);
      forgotten(sha256);
    }
  await store.commit(unit.unit()).catch((error: unknown) => {
    // A denial came in between and may need one of the texts: they go with a later sweep.
    if (!(error instanceof ConflictError)) throw error;
  });
}

const decisionsOf = (unit: UnitOfWork, accountId: string) =>
  new Table(keptDecisions, unit, { accountId, region: "" });
