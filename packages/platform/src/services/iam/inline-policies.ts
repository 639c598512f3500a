import {
  LimitExceededException,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { fault } from "../../core/errors.ts";
import type { PolicyHolder } from "../../core/identity/tables.ts";
import { encoded, inlineDocument, policySize } from "./documents.ts";
import { pageOfItems, type Paging } from "./marker.ts";

/** Who holds policies, as IAM's messages call it. */
export type HolderKind = "user" | "group" | "role";

/** How long a holder's inline policies may be together, without white space. */
const LONGEST: Readonly<Record<HolderKind, number>> = {
  user: 2048,
  group: 5120,
  role: 10_240,
};

/** A holder with one inline policy added or replaced. @throws Fault MalformedPolicyDocument, LimitExceeded */
export function withInlinePolicy<Holder extends PolicyHolder>(
  kind: HolderKind,
  holder: Holder,
  name: string,
  policy: { PolicyName: string; PolicyDocument: string },
): Holder {
  const inlinePolicies = Object.fromEntries([
    ...Object.entries(holder.inlinePolicies),
    [policy.PolicyName, inlineDocument(policy.PolicyDocument)],
  ]) as Record<string, string>;
  const size = Object.values(inlinePolicies)
    .map(policySize)
    .reduce((sum, length) => sum + length, 0);
  if (size > LONGEST[kind])
    throw fault(
      LimitExceededException,
      `Maximum policy size of ${LONGEST[kind]} bytes exceeded for ${kind} ${name}`,
    );
  return { ...holder, inlinePolicies };
}

/** A holder without one of its inline policies. @throws Fault NoSuchEntity */
export function withoutInlinePolicy<Holder extends PolicyHolder>(
  kind: HolderKind,
  holder: Holder,
  policyName: string,
): Holder {
  inlinePolicy(kind, holder, policyName);
  return {
    ...holder,
    inlinePolicies: Object.fromEntries(
      Object.entries(holder.inlinePolicies).filter(
        ([name]) => name !== policyName,
      ),
    ),
  };
}

/** One inline policy as IAM answers it. @throws Fault NoSuchEntity */
export function inlinePolicy(
  kind: HolderKind,
  { inlinePolicies }: PolicyHolder,
  PolicyName: string,
) {
  const document = Object.hasOwn(inlinePolicies, PolicyName)
    ? inlinePolicies[PolicyName]
    : undefined;
  if (document === undefined)
    throw fault(
      NoSuchEntityException,
      `The ${kind} policy with name ${PolicyName} cannot be found.`,
    );
  return { PolicyName, PolicyDocument: encoded(document) };
}

/** One page of the names of a holder's inline policies. */
export function inlinePolicyNames(
  { inlinePolicies }: PolicyHolder,
  paging: Paging,
) {
  const { items, ends } = pageOfItems(
    Object.keys(inlinePolicies),
    (name) => name,
    paging,
  );
  return { PolicyNames: [...items], ...ends };
}

/** Every inline policy of a holder, as GetAccountAuthorizationDetails answers them. */
export function inlinePolicyList({ inlinePolicies }: PolicyHolder) {
  return Object.entries(inlinePolicies).map(([PolicyName, document]) => ({
    PolicyName,
    PolicyDocument: encoded(document),
  }));
}
