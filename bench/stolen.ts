import { readFileSync } from "node:fs";

/** The processors' time so far in ticks, and what of it the machine's host gave to others; undefined where it does not tell. */
export function processorTime():
  { readonly all: number; readonly stolen: number } | undefined {
  try {
    const [line = ""] = readFileSync("/proc/stat", "latin1").split("\n");
    const ticks = line.split(/\s+/).slice(1, 9).map(Number);
    const [stolen = 0] = ticks.slice(7);
    return { all: ticks.reduce((sum, each) => sum + each, 0), stolen };
  } catch {
    return undefined;
  }
}

/** The share of the processors' time that the host took since then, as a sentence: beyond a few per cent, ratios are its doing. */
export function stolenSince(before: ReturnType<typeof processorTime>): string {
  const now = processorTime();
  if (!before || !now) return "";
  const share = (now.stolen - before.stolen) / (now.all - before.all);
  return `The machine's host took ${(share * 100).toFixed(1)} % of the processors' time meanwhile.`;
}
