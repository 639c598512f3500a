/**
 * What a test can say: it holds, it does not, or it cannot be told (an unreadable value, a variable without a value).
 * Doubt always counts against the caller: an Allow in doubt does not match and a Deny in doubt does.
 */
export type Verdict = boolean | undefined;

/** Whether any test holds, in doubt when none does and one cannot be told. */
export function any<T>(
  items: readonly T[],
  test: (item: T) => Verdict,
): Verdict {
  let verdict: Verdict = false;
  for (const item of items) {
    const one = test(item);
    if (one) return true;
    if (one === undefined) verdict = undefined;
  }
  return verdict;
}

/** Whether every test holds, in doubt when none fails and one cannot be told. */
export function every<T>(
  items: readonly T[],
  test: (item: T) => Verdict,
): Verdict {
  let verdict: Verdict = true;
  for (const item of items) {
    const one = test(item);
    if (one === false) return false;
    if (one === undefined) verdict = undefined;
  }
  return verdict;
}

/** The opposite, with doubt left as it is. */
export const negate = (verdict: Verdict): Verdict =>
  verdict === undefined ? undefined : !verdict;
