import {
  readPattern,
  type EventPattern,
} from "../../core/event-pattern/event-pattern.ts";
import { textFor, type Message } from "./message.ts";
import type { SubscriptionRow } from "./tables.ts";

/** Combinations of values that a filter policy may ask for (SNS guide, "Filter policy constraints"). */
const COMBINATIONS_AT_MOST = 150;
const LONGEST = 262_144;
const FIELDS_AT_MOST = 5;

/** Why a filter policy cannot be one; undefined where it can. */
export function filterProblem(policy: string): string | undefined {
  if (Buffer.byteLength(policy) > LONGEST)
    return "FilterPolicy: Filter policy is too long";
  const reading = readPattern(policy);
  if (!reading.ok) return `FilterPolicy: ${reading.message}`;
  const { combinations, fields } = reading.pattern;
  return combinations > COMBINATIONS_AT_MOST || fields > FIELDS_AT_MOST
    ? "FilterPolicy: Filter policy is too complex"
    : undefined;
}

/** Whether a subscription's filter lets a message through. */
export function wants(
  { attributes, protocol }: SubscriptionRow,
  message: Message,
): boolean {
  const { FilterPolicy, FilterPolicyScope } = attributes;
  // An empty policy is how a filter is taken away.
  if (FilterPolicy === undefined || FilterPolicy === "{}") return true;
  const pattern = compiled(FilterPolicy);
  if (!pattern) return false;
  return pattern.matches(
    FilterPolicyScope === "MessageBody"
      ? parsed(textFor(message, protocol))
      : attributeValues(message),
  );
}

const KEPT_AT_MOST = 1000;
const kept = new Map<string, EventPattern | undefined>();

function compiled(policy: string): EventPattern | undefined {
  if (kept.has(policy)) return kept.get(policy);
  if (kept.size >= KEPT_AT_MOST) kept.clear();
  const reading = readPattern(policy);
  const pattern = reading.ok ? reading.pattern : undefined;
  kept.set(policy, pattern);
  return pattern;
}

/** Attributes as values that can be compared; binary ones cannot. */
function attributeValues({ attributes }: Message): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([, { type }]) => !type.startsWith("Binary"))
      .map(([name, { type, value }]) => [
        name,
        type.startsWith("Number")
          ? Number(value)
          : type === "String.Array"
            ? parsed(value)
            : value,
      ]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
