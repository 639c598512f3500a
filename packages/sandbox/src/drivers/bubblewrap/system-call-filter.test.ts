import assert from "node:assert/strict";
import { test } from "node:test";
import { ANSWER, systemCallFilter } from "./system-call-filter.ts";
import { DENIED, JUDGED, type Processor } from "./system-calls.ts";

const X64 = 0xc000003e;
const ARM64 = 0xc00000b7;
const PROCESSORS = [
  { processor: "x64", architecture: X64 },
  { processor: "arm64", architecture: ARM64 },
] as const;

/** What the kernel would answer: the few instructions of classic BPF that the filter is made of. */
function judge(
  filter: Buffer,
  call: {
    architecture: number;
    number: number;
    args?: readonly number[];
  },
): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call.number >>> 0, 0);
  data.writeUInt32LE(call.architecture, 4);
  for (const [index, value] of (call.args ?? []).entries())
    data.writeUInt32LE(value, 16 + index * 8);
  let loaded = 0;
  for (let at = 0; at < filter.length / 8; at++) {
    const code = filter.readUInt16LE(at * 8);
    const value = filter.readUInt32LE(at * 8 + 4);
    if (code === 0x06) return value;
    if (code === 0x20) {
      loaded = data.readUInt32LE(value);
      continue;
    }
    const holds =
      code === 0x15
        ? loaded === value
        : code === 0x25
          ? loaded > value
          : (loaded & value) !== 0;
    at += filter.readUInt8(at * 8 + (holds ? 2 : 3));
  }
  throw new Error("The filter ended without an answer.");
}

for (const { processor, architecture } of PROCESSORS) {
  const filter = systemCallFilter(processor);
  const answer = (number: number | undefined, ...args: number[]) =>
    judge(filter, { architecture, number: number ?? -1, args });
  const numberOf = (name: keyof typeof DENIED) =>
    DENIED[name]?.[processor satisfies Processor];

  void test(`${processor}: what is denied is not permitted, and its neighbours are allowed`, () => {
    const denied = new Set(
      Object.keys(DENIED).flatMap((name) => numberOf(name) ?? []),
    );
    const judged = new Set(
      Object.values(JUDGED).map((numbers) => numbers[processor]),
    );
    for (let number = 0; number <= 462; number++)
      if (!judged.has(number))
        assert.equal(
          answer(number),
          denied.has(number) ? ANSWER.notPermitted : ANSWER.allow,
          `system call ${number}`,
        );
  });

  void test(`${processor}: a thread is made, a namespace is not, and clone3 is left to clone`, () => {
    const clone = JUDGED.clone[processor];
    const THREAD = 0x3d0f00;
    assert.equal(answer(clone, THREAD), ANSWER.allow);
    assert.equal(answer(clone, 17), ANSWER.allow);
    for (const flag of [0x20000, 0x2000000, 0x10000000, 0x40000000])
      assert.equal(answer(clone, flag | 17), ANSWER.notPermitted);
    assert.equal(answer(JUDGED.clone3[processor]), ANSWER.notThere);
  });

  void test(`${processor}: sockets of the internet and of files are made, others are not`, () => {
    const socket = JUDGED.socket[processor];
    for (const family of [1, 2, 10])
      assert.equal(answer(socket, family, 1, 6), ANSWER.allow);
    assert.equal(answer(socket, 16, 3, 0), ANSWER.allow);
    assert.equal(answer(socket, 16, 3, 9), ANSWER.noSuchFamily);
    for (const family of [0, 17, 38, 40])
      assert.equal(answer(socket, family, 1, 0), ANSWER.noSuchFamily);
  });

  void test(`${processor}: a terminal is asked its size, and not fed with input`, () => {
    const ioctl = JUDGED.ioctl[processor];
    assert.equal(answer(ioctl, 0, 0x5413), ANSWER.allow);
    assert.equal(answer(ioctl, 0, 0x5412), ANSWER.notPermitted);
    assert.equal(answer(ioctl, 0, 0x541c), ANSWER.notPermitted);
  });

  void test(`${processor}: another processor's calls end the process, unknown ones are not there`, () => {
    const other = architecture === X64 ? ARM64 : X64;
    assert.equal(
      judge(filter, { architecture: other, number: 1 }),
      ANSWER.killProcess,
    );
    assert.equal(answer(463), ANSWER.notThere);
    // The numbers of the x32 ABI.
    assert.equal(answer(0x40000000 + 165), ANSWER.notThere);
  });
}
