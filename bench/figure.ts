/** One measured figure, beside its baseline of the same run. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** As `µs CPU`, `ms`, `/s`, `MB`. */
  readonly unit: string;
  /** What the value is compared with: the ratio is value / baseline. */
  readonly baseline?: { readonly what: string; readonly value: number };
  /** What it should be, as `≤ 4 ×`. */
  readonly goal?: string;
}

/** Figures as a table for people. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, unit, baseline, goal }) => [
    what,
    `${number(value)} ${unit}`,
    baseline ? `${number(value / baseline.value)} ×` : "",
    baseline ? `${baseline.what} ${number(baseline.value)} ${unit}` : "",
    goal ?? "",
  ]);
  const all = [["figure", "measured", "ratio", "baseline", "goal"], ...rows];
  const widths = all[0]!.map((_cell, column) =>
    Math.max(...all.map((row) => row[column]!.length)),
  );
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function number(value: number): string {
  const digits = value >= 1000 ? 0 : value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** The middle of some values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
