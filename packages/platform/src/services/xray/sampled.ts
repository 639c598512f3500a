/** Whether a share of all traces holds one: always the same ones, however often it is asked. */
export function isSampled(traceId: string, rate: number): boolean {
  const chance = parseInt(traceId.slice(-8), 16) / 2 ** 32;
  return chance < rate;
}
