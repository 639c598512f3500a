import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { evaluated, type Datapoint, type Settings } from "./evaluation.ts";
import type { StateValue, TreatMissingData } from "./tables.ts";

/** Datapoints as CloudWatch's guide draws them, the oldest first: `0` is within the threshold, `X` beyond, `-` missing. */
function drawn(text: string): Datapoint[] {
  return text
    .split(" ")
    .map((sign, i) => ({
      at: i * 60_000,
      value: sign === "-" ? undefined : sign === "X" ? 9 : 0,
    }))
    .reverse();
}

const threeOfThree: Settings = {
  evaluationPeriods: 3,
  threshold: 5,
  comparison: "GreaterThanThreshold",
};
const twoOfThree: Settings = { ...threeOfThree, datapointsToAlarm: 2 };

const RETAINED = "retained";
type Row = readonly [
  points: string,
  missing: string,
  ignore: string,
  breaching: string,
  notBreaching: string,
];
const NONE = "INSUFFICIENT_DATA";

function holds(settings: Settings, rows: readonly Row[]): void {
  const treatments: readonly TreatMissingData[] = [
    "missing",
    "ignore",
    "breaching",
    "notBreaching",
  ];
  for (const [points, ...expected] of rows)
    for (const [i, treatMissingData] of treatments.entries())
      for (const current of ["OK", "ALARM", NONE] as const) {
        const { state } = evaluated(
          drawn(points),
          { ...settings, treatMissingData },
          current,
        );
        const wanted = expected[i] === RETAINED ? current : expected[i];
        equal(state, wanted, `${points} ${treatMissingData} from ${current}`);
      }
}

void test("three of three, with data missing, as CloudWatch's guide has it", () => {
  holds(threeOfThree, [
    ["0 - X - X", "OK", "OK", "OK", "OK"],
    ["- - - - 0", "OK", "OK", "OK", "OK"],
    ["- - - - -", NONE, RETAINED, "ALARM", "OK"],
    ["0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["- - X - -", "ALARM", RETAINED, "ALARM", "OK"],
  ]);
});

void test("two of three, with data missing, as CloudWatch's guide has it", () => {
  holds(twoOfThree, [
    ["0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["0 - X - -", "OK", "OK", "ALARM", "OK"],
    ["- - - - 0", "OK", "OK", "ALARM", "OK"],
    ["- - - X -", "ALARM", RETAINED, "ALARM", "OK"],
  ]);
});

void test("a first datapoint beyond the threshold is no alarm before the alarm's time is over", () => {
  holds(threeOfThree, [
    ["- - - - X", RETAINED, RETAINED, "ALARM", "OK"],
    ["- - - X X", RETAINED, RETAINED, "ALARM", "OK"],
    ["- - X X X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ]);
});

void test("each comparison tells the threshold itself from what is beyond it", () => {
  const breaches = (
    comparison: Settings["comparison"],
    value: number,
  ): boolean =>
    evaluated(
      [{ at: 0, value }],
      { evaluationPeriods: 1, threshold: 5, comparison },
      "OK",
    ).state === "ALARM";
  const table = {
    GreaterThanThreshold: [false, false, true],
    GreaterThanOrEqualToThreshold: [false, true, true],
    LessThanThreshold: [true, false, false],
    LessThanOrEqualToThreshold: [true, true, false],
  } as const;
  for (const [comparison, expected] of Object.entries(table))
    for (const [i, value] of [4, 5, 6].entries())
      equal(
        breaches(comparison as Settings["comparison"], value),
        expected[i],
        `${comparison} ${value}`,
      );
});

void test("whatever the data, enough beyond the threshold is an alarm, and none is not", () => {
  const value = fc.option(fc.constantFrom(0, 9), { nil: undefined });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }).chain((n) =>
        fc.record({
          evaluationPeriods: fc.constant(n),
          datapointsToAlarm: fc.integer({ min: 1, max: n }),
          values: fc.array(value, { minLength: n + 2, maxLength: n + 2 }),
        }),
      ),
      fc.constantFrom<TreatMissingData>(
        "missing",
        "ignore",
        "breaching",
        "notBreaching",
      ),
      fc.constantFrom<StateValue>("OK", "ALARM", NONE),
      ({ values, ...counts }, treatMissingData, current) => {
        const points = values.map((v, i) => ({ at: -i, value: v }));
        const { state, considered, filled } = evaluated(
          points,
          { ...threeOfThree, ...counts, treatMissingData },
          current,
        );
        const breaching = considered.filter((p) => p.value === 9).length;
        equal(considered.length + filled, counts.evaluationPeriods);
        if (breaching >= counts.datapointsToAlarm) equal(state, "ALARM");
        else if (filled === 0) equal(state, "OK");
        if (treatMissingData === "breaching") ok(state !== NONE);
        if (treatMissingData === "notBreaching")
          equal(state === "ALARM", breaching >= counts.datapointsToAlarm);
      },
    ),
  );
});
