import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { QueueIndex, type Entry } from "./queue-index.ts";

const message = (sequence: number, groupId?: string, delay = 0) => ({
  sequence,
  sentAt: sequence,
  availableAt: sequence + delay,
  ...(groupId === undefined ? {} : { groupId }),
});

const receipt = (visibleAt: number, receives = 1) => ({
  nonce: String(visibleAt),
  receives,
  firstReceivedAt: 0,
  receivedAt: 0,
  visibleAt,
});

const sequences = (entries: readonly Entry[]): readonly number[] =>
  entries.map(({ sequence }) => sequence);

test("messages are claimed once, in order, and come back when they are released", () => {
  const index = new QueueIndex(false);
  for (const i of [1, 2, 3]) index.add(message(i), 10);
  const first = index.claim(2, 10);
  deepEqual(sequences(first), [1, 2]);
  deepEqual(sequences(index.claim(5, 10)), [3]);
  for (const entry of first) index.release(entry, 10);
  deepEqual(sequences(index.claim(5, 10)), [1, 2]);
});

test("a look at whether there is something changes no order", () => {
  const index = new QueueIndex(false);
  equal(index.receivable, false);
  for (const i of [1, 2, 3]) index.add(message(i), 10);
  equal(index.receivable, true);
  deepEqual(sequences(index.claim(1, 10)), [1]);
  equal(index.receivable, true);
  deepEqual(sequences(index.claim(5, 10)), [2, 3]);
  equal(index.receivable, false);
});

test("a group waits for a number that was given out and is not there yet", () => {
  const index = new QueueIndex(true);
  const arrive = index.expect("a", 1);
  index.add(message(2, "a"), 10);
  index.add(message(3, "b"), 10);
  deepEqual(sequences(index.claim(5, 10)), [3]);
  index.add(message(1, "a"), 10);
  arrive();
  deepEqual(sequences(index.claim(5, 10)), [1, 2]);
});

test("whoever waits is told when a message becomes receivable, by time as well", () => {
  let told = 0;
  const index = new QueueIndex(false, () => told++);
  index.add(message(1, undefined, 100), 10);
  equal(told, 0);
  equal(index.nextDue, 101);
  index.advance(101);
  equal(told, 1);
  const [entry] = index.claim(1, 101);
  index.hold(entry!, receipt(200), 101);
  index.advance(199);
  equal(told, 1);
  index.advance(200);
  equal(told, 2);
});

test("a doomed message is not received; it is seen again when it is spared", () => {
  const index = new QueueIndex(false);
  index.add(message(1), 10);
  const spare = index.doom(index.entry(1)!);
  deepEqual(index.claim(1, 10), []);
  spare();
  equal(index.claim(1, 10).length, 1);
});

type Step =
  | { readonly kind: "send"; readonly group: string; readonly delay: number }
  | { readonly kind: "claim"; readonly count: number }
  | { readonly kind: "hold"; readonly which: number; readonly time: number }
  | { readonly kind: "release"; readonly which: number }
  | { readonly kind: "remove"; readonly which: number }
  | { readonly kind: "pass"; readonly time: number };

const which = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("send" as const),
    group: fc.constantFrom("a", "b", "c"),
    delay: fc.constantFrom(0, 0, 5),
  }),
  fc.record({
    kind: fc.constant("claim" as const),
    count: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ kind: fc.constant("hold" as const), which, time: fc.nat(20) }),
  fc.record({ kind: fc.constant("release" as const), which }),
  fc.record({ kind: fc.constant("remove" as const), which }),
  fc.record({ kind: fc.constant("pass" as const), time: fc.nat(15) }),
);

for (const fifo of [false, true])
  test(`whatever happens, nothing is given twice or lost${fifo ? ", and groups stay in order" : ""}`, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const index = new QueueIndex(fifo);
        const there = new Map<number, string>();
        const claimed: Entry[] = [];
        let now = 1;
        let next = 1;
        for (const one of steps) {
          if (one.kind === "send") {
            const sent = {
              ...message(next, one.group),
              availableAt: now + one.delay,
            };
            index.add(sent, now);
            there.set(next++, one.group);
          } else if (one.kind === "pass") now += one.time;
          else if (one.kind === "claim") {
            const got = index.claim(one.count, now);
            ok(got.length <= one.count);
            for (const entry of got) {
              ok(there.has(entry.sequence));
              ok(!claimed.includes(entry));
              if (fifo) inOrder(entry, there, claimed, got);
            }
            claimed.push(...got);
          } else if (one.kind === "remove") {
            const sequence = [...there.keys()][one.which % (there.size || 1)];
            if (sequence === undefined) continue;
            index.remove(sequence);
            there.delete(sequence);
            const at = claimed.findIndex(
              (entry) => entry.sequence === sequence,
            );
            if (at >= 0) claimed.splice(at, 1);
          } else {
            const [entry] = claimed.splice(
              one.which % (claimed.length || 1),
              1,
            );
            if (!entry) continue;
            if (one.kind === "release") index.release(entry, now);
            else index.hold(entry, receipt(now + one.time), now);
          }
          const { visible, inFlight, delayed } = index.counts(now);
          equal(visible + inFlight + delayed, there.size);
        }
        for (const entry of claimed.splice(0)) index.release(entry, now);
        const all = new Set<number>();
        for (let round = 0; round < 200; round++) {
          const got = index.claim(10, now + 1000);
          for (const { sequence } of got) {
            ok(!all.has(sequence));
            all.add(sequence);
            index.remove(sequence);
          }
        }
        deepEqual(
          [...all].toSorted((a, b) => a - b),
          [...there.keys()],
        );
      }),
    );
  });

/** Nothing of its group stands before a message that is given, but what is given with it. */
function inOrder(
  entry: Entry,
  there: ReadonlyMap<number, string>,
  claimed: readonly Entry[],
  got: readonly Entry[],
): void {
  const group = there.get(entry.sequence);
  for (const [sequence, other] of there)
    if (other === group && sequence < entry.sequence)
      ok(got.some((one) => one.sequence === sequence));
  ok(!claimed.some((one) => there.get(one.sequence) === group));
}
