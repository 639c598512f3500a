import { Table } from "../../core/table.ts";
import { ConflictError, type Store } from "../../store/store.ts";
import { UnitOfWork } from "../../store/unit-of-work.ts";
import { referencesIn } from "./keep-question.ts";
import { keptDecisions, policyTexts } from "./tables.ts";

/** Decisions kept of each account. */
export const KEPT_AT_MOST = 1000;

/**
 * Removes all but an account's newest decisions, and the policy texts that none refers to any more.
 * @param forgotten called with each text before it goes, so that the next denial writes it again
 */
export async function prune(
  store: Store,
  accountId: string,
  forgotten: (sha256: string) => void,
): Promise<void> {
  const place = { accountId, region: "" };
  await removeOldest(store, place);

  const unit = new UnitOfWork(store);
  const { rows } = await new Table(keptDecisions, unit, place).list();
  const needed = new Set(
    rows
      .flatMap(({ questions }) => questions.flatMap(referencesIn))
      .map(({ sha256 }) => sha256),
  );
  const texts = new Table(policyTexts, unit, place);
  for (const { sha256 } of (await texts.list()).rows)
    if (!needed.has(sha256)) {
      await texts.delete(sha256);
      forgotten(sha256);
    }
  await store.commit(unit.unit()).catch((error: unknown) => {
    // A denial came in between and may need one of the texts: they go with a later pruning.
    if (!(error instanceof ConflictError)) throw error;
  });
}

/** Without looking for conflicts: nothing ever changes an old decision. */
async function removeOldest(
  store: Store,
  place: { accountId: string; region: string },
): Promise<void> {
  const unit = new UnitOfWork(store);
  const table = new Table(keptDecisions, unit, place);
  const { rows } = await table.list();
  for (const { decisionId } of rows.slice(
    0,
    Math.max(0, rows.length - KEPT_AT_MOST),
  ))
    await table.delete(decisionId);
  const { writes } = unit.unit();
  await store.commit({ reads: [], scans: [], writes });
}
