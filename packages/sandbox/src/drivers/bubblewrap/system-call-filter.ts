import { DENIED, JUDGED, LAST_KNOWN, type Processor } from "./system-calls.ts";

/** What a filter answers; the low 16 bits of `errno` answers are the error. */
export const ANSWER = {
  allow: 0x7fff0000,
  killProcess: 0x80000000,
  notPermitted: 0x00050001,
  notThere: 0x00050026,
  noSuchFamily: 0x00050061,
} as const;

type Label = keyof typeof ANSWER;

/** One instruction of classic BPF, with jumps to an answer in place of a distance. */
interface Instruction {
  readonly code: number;
  readonly value: number;
  readonly ifTrue?: Label | number;
  readonly ifFalse?: Label | number;
}

const LOAD_WORD = 0x20;
const EQUAL = 0x15;
const ABOVE = 0x25;
const ANY_BIT = 0x45;
const RETURN = 0x06;

// struct seccomp_data: int nr; __u32 arch; __u64 instruction_pointer; __u64 args[6].
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number): number => 16 + 8 * index;

const ARCHITECTURES: Readonly<Record<Processor, number>> = {
  x64: 0xc000003e,
  arm64: 0xc00000b7,
};

// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET.
const NEW_NAMESPACE = 0x7e020000;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
const FAMILIES = { unix: 1, inet: 2, inet6: 10, netlink: 16 } as const;

/** The processor this runs on, if filters are known for it. */
export function thisProcessor(): Processor | undefined {
  const { arch } = process;
  return arch === "x64" || arch === "arm64" ? arch : undefined;
}

/**
 * The seccomp filter that functions run under, as the kernel reads it: `struct sock_filter` after `struct
 * sock_filter`. Refused calls answer an error, so that programs that try and do without go on.
 */
export function systemCallFilter(processor: Processor): Buffer {
  return assemble(instructions(processor));
}

function instructions(processor: Processor): Instruction[] {
  const { clone, clone3, ioctl, socket } = JUDGED;
  return [
    { code: LOAD_WORD, value: ARCHITECTURE },
    // A 32-bit call has other numbers, which this filter would misread.
    {
      code: EQUAL,
      value: ARCHITECTURES[processor],
      ifFalse: "killProcess",
    },
    { code: LOAD_WORD, value: NUMBER },
    { code: ABOVE, value: LAST_KNOWN, ifTrue: "notThere" },
    // Its flags are in memory, where a filter cannot look; without it the C library calls clone.
    { code: EQUAL, value: clone3[processor], ifTrue: "notThere" },
    ...Object.values(DENIED).flatMap((numbers) => {
      const number = numbers[processor];
      return number === undefined
        ? []
        : [{ code: EQUAL, value: number, ifTrue: "notPermitted" as const }];
    }),
    ...judged(clone[processor], [
      { code: LOAD_WORD, value: argument(0) },
      { code: ANY_BIT, value: NEW_NAMESPACE, ifTrue: "notPermitted" },
    ]),
    ...judged(ioctl[processor], [
      { code: LOAD_WORD, value: argument(1) },
      { code: EQUAL, value: TIOCSTI, ifTrue: "notPermitted" },
      { code: EQUAL, value: TIOCLINUX, ifTrue: "notPermitted" },
    ]),
    ...judged(socket[processor], [
      { code: LOAD_WORD, value: argument(0) },
      { code: EQUAL, value: FAMILIES.unix, ifTrue: "allow" },
      { code: EQUAL, value: FAMILIES.inet, ifTrue: "allow" },
      { code: EQUAL, value: FAMILIES.inet6, ifTrue: "allow" },
      { code: EQUAL, value: FAMILIES.netlink, ifFalse: "noSuchFamily" },
      // Of netlink, what lists the network interfaces.
      { code: LOAD_WORD, value: argument(2) },
      { code: EQUAL, value: 0, ifFalse: "noSuchFamily" },
    ]),
    { code: RETURN, value: ANSWER.allow },
  ];
}

/** Looks closer at one system call; what its rules do not refuse is allowed. */
function judged(number: number, rules: Instruction[]): Instruction[] {
  return [
    { code: EQUAL, value: number, ifFalse: rules.length + 1 },
    ...rules,
    { code: RETURN, value: ANSWER.allow },
  ];
}

function assemble(body: readonly Instruction[]): Buffer {
  const labels = Object.keys(ANSWER) as Label[];
  const whole: Instruction[] = [
    ...body,
    ...labels.map((label) => ({ code: RETURN, value: ANSWER[label] })),
  ];
  const bytes = Buffer.alloc(whole.length * 8);
  for (const [at, { code, value, ifTrue, ifFalse }] of whole.entries()) {
    const distance = (target: Label | number = 0): number =>
      typeof target === "number"
        ? target
        : body.length + labels.indexOf(target) - at - 1;
    bytes.writeUInt16LE(code, at * 8);
    // Throws where a distance does not fit into its byte.
    bytes.writeUInt8(distance(ifTrue), at * 8 + 2);
    bytes.writeUInt8(distance(ifFalse), at * 8 + 3);
    bytes.writeUInt32LE(value, at * 8 + 4);
  }
  return bytes;
}
