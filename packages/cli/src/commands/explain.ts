import type { Explained } from "@gatehouse/platform/explained";
import { readWords, UsageError, type Command, type Words } from "../command.ts";
import { explanationText } from "../online/explanation-text.ts";
import {
  ask,
  NO_ANSWER,
  NoAnswer,
  reachOf,
  reachOptions,
} from "../online/platform-call.ts";

const options: Command["options"] = [
  {
    name: "context",
    value: "KEY=VALUE",
    multiple: true,
    meaning: "a condition key of the call that is supposed",
  },
  { name: "json", meaning: "answer in JSON" },
  ...reachOptions,
];

/** Tells why a call was denied, or how one would be judged, and what to change. */
export const explain: Command = {
  name: "explain",
  summary: "Tell why a call was denied, and the least that would allow it.",
  usage:
    "REQUEST-ID | DECISION-ID | last [PRINCIPAL] | PRINCIPAL ACTION RESOURCE  [options]",
  options,
  exits: {
    0: "the call is allowed",
    1: "it was denied, or would be",
    2: "wrong options",
    3: "no answer: nothing is known of it, it may not be told, or there is no platform",
  },

  async run(args) {
    const words = readWords({ options }, args);
    const input = sought(words);
    try {
      const explained = await ask<Explained>(
        reachOf(words.values),
        ["POST", "/_gatehouse/explain"],
        input,
      );
      process.stdout.write(
        words.values["json"]
          ? JSON.stringify(explained, undefined, 2) + "\n"
          : explanationText(explained),
      );
      return explained.verdict === "allowed" ? 0 : 1;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      process.stderr.write(`gatehouse explain: ${error.message}\n`);
      return NO_ANSWER;
    }
  },
};

function sought({ positionals, lists }: Words): object {
  const [first, second, third, ...more] = positionals;
  if (first === undefined || more.length > 0)
    throw new UsageError(
      "Name a request, a decision, last, or a principal with an action and a resource.",
    );
  if (first === "last" && third === undefined)
    return {
      last: true,
      ...(second === undefined ? {} : { principal: second }),
    };
  if (second === undefined) return { id: first };
  if (third === undefined)
    throw new UsageError("A principal and an action need a resource, too.");
  return {
    principal: first,
    action: second,
    resource: third,
    context: contextOf(lists["context"] ?? []),
  };
}

/** A key that is given several times has several values. */
function contextOf(
  pairs: readonly string[],
): Record<string, string | string[]> {
  const values = new Map<string, string[]>();
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw new UsageError(`"${pair}" is not KEY=VALUE.`);
    const key = pair.slice(0, at);
    values.set(key, [...(values.get(key) ?? []), pair.slice(at + 1)]);
  }
  return Object.fromEntries(
    [...values].map(([key, [only = "", ...rest]]) => [
      key,
      rest.length === 0 ? only : [only, ...rest],
    ]),
  );
}
