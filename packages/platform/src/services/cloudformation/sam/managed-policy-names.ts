import { awsManagedPolicies } from "../../../core/identity/aws-managed.ts";

let naming: Promise<ReadonlyMap<string, string>> | undefined;

/** The ARNs of AWS's managed policies by their names. */
export function managedPolicyNames(): Promise<ReadonlyMap<string, string>> {
  naming ??= awsManagedPolicies().then(
    (policies) =>
      new Map(
        [...policies.keys()].map((arn) => [arn.split("/").at(-1) ?? "", arn]),
      ),
  );
  return naming;
}
