import { identityRules } from "./identity.ts";
import { lambdaRules } from "./lambda.ts";
import type { ManagedRule } from "./managed-rule.ts";
import { otherRules } from "./others.ts";
import { storageRules } from "./storage.ts";

/** The managed rules that are here, by their identifiers. */
export const managedRules: ReadonlyMap<string, ManagedRule> = new Map(
  [...lambdaRules, ...storageRules, ...identityRules, ...otherRules].map(
    (rule) => [rule.identifier, rule],
  ),
);
