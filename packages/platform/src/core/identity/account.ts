import { newAccessKey } from "../random.ts";
import type { Store } from "../../store/store.ts";
import { UnitOfWork } from "../../store/unit-of-work.ts";
import { Table } from "../table.ts";
import { accessKeys, accounts, type AccessKey } from "./tables.ts";

/**
 * Makes an account that can be used at once, with an access key of its root user; an account that
 * exists keeps its key, unless another one is given.
 */
export async function ensureAccount(
  store: Store,
  account: {
    accountId: string;
    now: number;
    rootKey?: { accessKeyId: string; secretAccessKey: string };
  },
): Promise<AccessKey> {
  const { accountId, now, rootKey } = account;
  const unit = new UnitOfWork(store);
  const place = { accountId, region: "" };
  const keys = new Table(accessKeys, unit, place);
  const known = new Table(accounts, unit, place);

  if (!(await known.get(accountId)))
    await known.put({ accountId, createdAt: now });
  const { rows } = await keys.list({
    index: "byUser",
    prefix: [accountId, ""],
  });
  const current = rows.find(
    ({ accessKeyId }) => !rootKey || accessKeyId === rootKey.accessKeyId,
  );
  if (
    current &&
    (!rootKey || current.secretAccessKey === rootKey.secretAccessKey)
  )
    return current;

  const key: AccessKey = {
    ...(rootKey ?? newAccessKey()),
    accountId,
    status: "Active",
    createdAt: now,
  };
  await keys.put(key);
  await store.commit(unit.unit());
  return key;
}
