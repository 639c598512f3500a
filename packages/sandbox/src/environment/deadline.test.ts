import { equal } from "node:assert/strict";
import { mock, test } from "node:test";
import { Deadline } from "./deadline.ts";

function watched() {
  let now = 0;
  mock.timers.enable({ apis: ["setTimeout"] });
  const clock = mock.method(performance, "now", () => now);
  let passed = 0;
  const deadline = new Deadline(() => passed++);
  return {
    deadline,
    passed: () => passed,
    wait(milliseconds: number) {
      for (let each = 0; each < milliseconds; each++) {
        now++;
        mock.timers.tick(1);
      }
    },
    [Symbol.dispose]() {
      clock.mock.restore();
      mock.timers.reset();
    },
  };
}

test("what is not lifted in time passes, once", () => {
  using time = watched();
  time.deadline.set(100);
  time.wait(99);
  equal(time.passed(), 0);
  time.wait(1);
  equal(time.passed(), 1);
  time.wait(500);
  equal(time.passed(), 1);
});

test("each call has its own time, whether the one before took long or not", () => {
  using time = watched();
  for (let call = 0; call < 30; call++) {
    time.deadline.set(100);
    time.wait(70);
    time.deadline.lift();
    time.wait(7);
  }
  equal(time.passed(), 0);
  time.deadline.set(100);
  time.wait(100);
  equal(time.passed(), 1);
});

test("a shorter time than the one before counts from its own beginning", () => {
  using time = watched();
  time.deadline.set(1000);
  time.deadline.lift();
  time.deadline.set(10);
  time.wait(10);
  equal(time.passed(), 1);
});

test("one that was lifted or ended does not pass", () => {
  using time = watched();
  time.deadline.set(10);
  time.deadline.lift();
  time.wait(100);
  time.deadline.set(10);
  time.deadline.end();
  time.wait(100);
  equal(time.passed(), 0);
});
