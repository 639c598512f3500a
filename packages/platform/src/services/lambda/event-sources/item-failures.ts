/**
 * The messages that a function could not handle, by its answer (Lambda guide, "Reporting batch item failures"): an
 * empty answer means that all went well, one that cannot be read that nothing did, which undefined stands for.
 * @param ids the messages of the batch
 */
export function failedItems(
  answer: string,
  ids: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  const failures = failuresIn(answer);
  if (failures === undefined) return undefined;
  const failed = new Set<string>();
  for (const failure of failures) {
    const id =
      typeof failure === "object" && failure !== null
        ? (failure as { itemIdentifier?: unknown }).itemIdentifier
        : undefined;
    if (typeof id !== "string" || !ids.has(id)) return undefined;
    failed.add(id);
  }
  return failed;
}

function failuresIn(answer: string): readonly unknown[] | undefined {
  if (answer.trim() === "") return [];
  try {
    const value: unknown = JSON.parse(answer);
    if (value === null) return [];
    if (typeof value !== "object" || Array.isArray(value)) return undefined;
    const { batchItemFailures } = value as { batchItemFailures?: unknown };
    if (batchItemFailures === undefined || batchItemFailures === null)
      return [];
    return Array.isArray(batchItemFailures)
      ? (batchItemFailures as readonly unknown[])
      : undefined;
  } catch {
    return undefined;
  }
}
