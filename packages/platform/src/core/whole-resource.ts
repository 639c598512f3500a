/**
 * Makes the rest of a resource that takes several calls: where one of them fails, what is there by then is deleted
 * before the failure is told, so that no half resource stays.
 */
export async function wholeOrGone(
  rest: () => Promise<void>,
  gone: () => Promise<void>,
): Promise<void> {
  try {
    await rest();
  } catch (error) {
    await gone();
    throw error;
  }
}
