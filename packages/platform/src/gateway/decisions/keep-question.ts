import { hash } from "node:crypto";
import {
  compile,
  contextKeys,
  type CompiledPolicy,
  type ContextValue,
  type Lookup,
  type PolicySet,
} from "@gatehouse/authz";
import type { Asked, Judged } from "./judged.ts";
import type { KeptQuestion, PolicyRef, PolicyText } from "./tables.ts";
import { mapPolicies, policiesIn } from "./policy-slots.ts";

/** Kept of every request, whether or not a policy asks: a policy of tomorrow may. */
export const ALWAYS_KEPT: readonly string[] = [
  "aws:currenttime",
  "aws:epochtime",
  "aws:requestedregion",
  "aws:securetransport",
  "aws:sourceip",
  "aws:useragent",
  "aws:viaawsservice",
  "aws:calledvia",
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceidentity",
  "aws:tokenissuetime",
  "aws:multifactorauthpresent",
  "aws:multifactorauthage",
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principaltype",
  "aws:resourceaccount",
  "aws:userid",
  "aws:username",
];

/** Puts a question into the form in which it is kept, and tells the policy texts that it refers to. */
export function keepQuestion({ need, request, policies, decision }: Judged): {
  question: KeptQuestion;
  texts: readonly PolicyText[];
} {
  const { principal, action, resource, resourceAccount } = request;
  return {
    question: {
      principal,
      action,
      resource,
      ...(resourceAccount === undefined ? {} : { resourceAccount }),
      context: resolved(lookupOf(request), [
        ...Object.keys(need.keys ?? {}).map((key) => key.toLowerCase()),
        ...keysAskedBy(policies),
      ]),
      policies: mapPolicies(policies, refOf),
      decision,
    },
    texts: policiesIn(policies).map(textOf),
  };
}

/**
 * The question as it can be asked again.
 * @param textOf the policy texts by their SHA-256
 * @throws Error where a text is gone
 */
export function askAgain(
  { policies, context, ...question }: KeptQuestion,
  texts: ReadonlyMap<string, PolicyText>,
): Asked {
  const policy = ({ sha256, source }: PolicyRef): CompiledPolicy => {
    const text = texts.get(sha256);
    if (!text) throw new Error(`The policy ${sha256} is not kept any more.`);
    return compile(text.policy, source);
  };
  return {
    request: { ...question, context: (key) => context[key] },
    policies: mapPolicies(policies, policy),
  };
}

/** The condition keys that any of the policies asks for, lower-cased. */
export function keysAskedBy(policies: PolicySet): readonly string[] {
  const keys = policiesIn(policies).flatMap(({ policy }) =>
    contextKeys(policy),
  );
  return [...new Set(keys)];
}

/** The request's condition keys as a function of their lower-cased names. */
export function lookupOf({ context }: Asked["request"]): Lookup {
  return typeof context === "function" ? context : (key) => context.get(key);
}

/** Compiled policies serve many requests: each is written out and hashed once. */
const texts = new WeakMap<CompiledPolicy, PolicyText>();

function textOf(compiled: CompiledPolicy): PolicyText {
  let text = texts.get(compiled);
  if (!text) {
    const { policy } = compiled;
    text = { sha256: hash("sha256", JSON.stringify(policy)), policy };
    texts.set(compiled, text);
  }
  return text;
}

const refOf = (compiled: CompiledPolicy): PolicyRef => ({
  sha256: textOf(compiled).sha256,
  source: compiled.source,
});

/** Every reference in a kept question, for fetching and for sweeping the texts. */
export function referencesIn({ policies }: KeptQuestion): PolicyRef[] {
  return policiesIn(policies);
}

function resolved(
  lookup: Lookup,
  asked: readonly string[],
): Record<string, ContextValue> {
  const context: Record<string, ContextValue> = {};
  for (const key of new Set([...ALWAYS_KEPT, ...asked])) {
    const value = lookup(key);
    if (value !== undefined) context[key] = value;
  }
  return context;
}
