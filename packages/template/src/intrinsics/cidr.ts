import { isIP } from "node:net";
import { asText } from "../value.ts";
import type { Intrinsic } from "./intrinsic.ts";
import { applied, operands, wrong } from "./operands.ts";

const WANTED =
  "requires an address block, a count from 1 to 256 and, optionally, the bits of each block.";
const MOST = 256;

/** Blocks of equal size from the start of a larger one; `bits` counts a block's own bits. */
export const cidr: Intrinsic = (operand, evaluation) =>
  applied(
    "Fn::Cidr",
    operands("Fn::Cidr", operand, 2, 3, WANTED),
    evaluation,
    (values) => {
      const [block = "", count = "", bits] = values.map(
        (value) => asText(value) ?? "",
      );
      const [address = "", length = ""] = block.split("/");
      const family = isIP(address);
      const all = family === 6 ? 128 : 32;
      const own = Number(bits ?? (family === 6 ? 64 : 8));
      const wanted = Number(count);
      const whole = [wanted, own, Number(length || "x")].every(
        Number.isInteger,
      );
      if (!family || !whole || wanted < 1 || wanted > MOST || own < 1)
        return wrong("Fn::Cidr", WANTED);
      const size = 1n << BigInt(own);
      const room = 1n << BigInt(Math.max(all - Number(length), 0));
      if (size * BigInt(wanted) > room)
        return wrong(
          "Fn::Cidr",
          `cannot divide ${block} into ${wanted} blocks of ${own} bits.`,
        );
      const start = numberOf(address, family) & ~(room - 1n);
      return Array.from(
        { length: wanted },
        (_, i) => `${addressOf(start + BigInt(i) * size, family)}/${all - own}`,
      );
    },
  );

function numberOf(address: string, family: number): bigint {
  if (family === 4)
    return address
      .split(".")
      .reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from<string>({
    length: 8 - left.length - right.length,
  }).fill("0");
  const parts = tail === undefined ? left : [...left, ...zeros, ...right];
  return parts.reduce((sum, part) => (sum << 16n) | BigInt(`0x${part}`), 0n);
}

function addressOf(value: bigint, family: number): string {
  const [parts, bits, base] = family === 4 ? [4, 8n, 10] : [8, 16n, 16];
  const mask = (1n << (bits as bigint)) - 1n;
  const texts = Array.from({ length: parts as number }, (_, i) =>
    (
      (value >> (BigInt((parts as number) - 1 - i) * (bits as bigint))) &
      mask
    ).toString(base as number),
  );
  return family === 4
    ? texts.join(".")
    : texts.join(":").replace(/(^|:)0(:0)+(:|$)/, "::");
}
