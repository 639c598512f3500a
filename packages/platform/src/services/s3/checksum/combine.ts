import type { Algorithm } from "./algorithms.ts";

/** The algorithms whose checksum of a whole follows from those of its parts. */
export type Linear = Extract<Algorithm, "CRC32" | "CRC32C" | "CRC64NVME">;

/** Polynomials, the lowest power in the highest bit. */
const POLYNOMIALS: Readonly<Record<Linear, Polynomial>> = {
  CRC32: { bits: 32, value: 0xedb88320n },
  CRC32C: { bits: 32, value: 0x82f63b78n },
  CRC64NVME: { bits: 64, value: 0x9a6c9329ac4bc9b5n },
};

interface Polynomial {
  readonly bits: number;
  readonly value: bigint;
}

export function isLinear(algorithm: Algorithm): algorithm is Linear {
  return Object.hasOwn(POLYNOMIALS, algorithm);
}

/**
 * The checksum of parts one after the other: the checksum so far is multiplied by x to the number of the
 * next part's bits, modulo the polynomial, and the next part's checksum added. Base 64 in and out.
 */
export function combined(
  algorithm: Linear,
  parts: readonly { readonly checksum: string; readonly size: number }[],
): string {
  const polynomial = POLYNOMIALS[algorithm];
  const powers = new Map<number, bigint>();
  let whole = 0n;
  for (const { checksum, size } of parts) {
    let power = powers.get(size);
    if (power === undefined)
      powers.set(size, (power = xToThe(BigInt(size) * 8n, polynomial)));
    whole = product(whole, power, polynomial) ^ numberIn(checksum);
  }
  const digits = whole.toString(16).padStart(polynomial.bits / 4, "0");
  return Buffer.from(digits, "hex").toString("base64");
}

const numberIn = (checksum: string): bigint =>
  BigInt(`0x0${Buffer.from(checksum, "base64").toString("hex")}`);

/** By squaring: x, x², x⁴ … */
function xToThe(exponent: bigint, polynomial: Polynomial): bigint {
  const one = 1n << BigInt(polynomial.bits - 1);
  let power = one;
  let square = one >> 1n;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) power = product(power, square, polynomial);
    square = product(square, square, polynomial);
  }
  return power;
}

function product(a: bigint, b: bigint, { bits, value }: Polynomial): bigint {
  let sum = 0n;
  let shifted = b;
  for (let bit = 1n << BigInt(bits - 1); bit > 0n; bit >>= 1n) {
    if (a & bit) sum ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ value : shifted >> 1n;
  }
  return sum;
}
