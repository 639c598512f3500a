import { isDeepStrictEqual } from "node:util";
import type { ObjectValue, Value } from "@gatehouse/template";
import { invalidResource, invalidTemplate } from "../problem.ts";
import {
  branches,
  called,
  conditional,
  isList,
  isNoValue,
  isObject,
} from "../values.ts";
import { policyFromTemplate, policyTemplateIn } from "./policy-templates.ts";

/** Finds a managed policy of AWS by its name. */
export type ManagedPolicyArn = (name: string) => string | undefined;

/** What a role may do. */
export interface Rights {
  readonly managed: readonly Value[];
  readonly inline: readonly Value[];
}

export const awsPolicy = (name: string): string =>
  `arn:aws:iam::aws:policy/${name}`;

/** Rights with a managed policy more, unless it is among them. */
export const withManaged = (rights: Rights, policy: Value): Rights =>
  rights.managed.some((one) => isDeepStrictEqual(one, policy))
    ? rights
    : { ...rights, managed: [...rights.managed, policy] };

/** Rights with a policy of the role's own more, unless they have the same document. */
export function withInline(rights: Rights, policy: ObjectValue): Rights {
  const known = rights.inline.some(
    (one) =>
      isObject(one) &&
      isDeepStrictEqual(one["PolicyDocument"], policy["PolicyDocument"]),
  );
  return known ? rights : { ...rights, inline: [...rights.inline, policy] };
}

type Sort = "managed" | "statement" | "template" | "unknown";

/** Rights with what the `Policies` of a function say. @throws SamProblem */
export function withPolicies(
  rights: Rights,
  id: string,
  policies: Value | undefined,
  arnOf: ManagedPolicyArn,
): Rights {
  const list = isList(policies)
    ? policies
    : policies === undefined || policies === null || policies === ""
      ? []
      : [policies];
  let result = rights;
  list.forEach((given, index) => {
    const policy =
      sortOf(given) === "template"
        ? eachBranch(given, (one) =>
            isObject(one) ? policyFromTemplate(id, one) : one,
          )
        : given;
    const sort = sortOf(policy);
    if (sort === "statement")
      result = {
        ...result,
        inline: [
          ...result.inline,
          eachBranch(policy, (PolicyDocument) => ({
            PolicyName: `${id}RolePolicy${index}`,
            PolicyDocument,
          })),
        ],
      };
    else if (sort === "managed")
      result = withManaged(
        result,
        eachBranch(policy, (one) =>
          typeof one === "string" ? (arnOf(one) ?? one) : one,
        ),
      );
    else
      throw invalidResource(
        id,
        `Policy at index ${index} in the 'Policies' property is not valid`,
      );
  });
  return result;
}

function sortOf(policy: Value): Sort {
  if (typeof policy === "string") return "managed";
  const choice = branches(policy);
  if (choice === "malformed")
    throw invalidTemplate("Fn::If requires 3 arguments");
  if (choice) return sortOfBoth(choice[1], choice[2]);
  if (called(policy) !== undefined) return "managed";
  if (isObject(policy) && Object.hasOwn(policy, "Statement"))
    return "statement";
  return policyTemplateIn(policy) === undefined ? "unknown" : "template";
}

function sortOfBoth(yes: Value, no: Value): Sort {
  const [one, other] = [sortOf(yes), sortOf(no)];
  if (one === other || isNoValue(no)) return one;
  if (isNoValue(yes)) return other;
  throw invalidTemplate(
    "Different policy types within the same Fn::If statement is unsupported. Separate different policy types into different Fn::If statements",
  );
}

/** A policy, or both branches of one that depends on a condition, as something else. */
function eachBranch(policy: Value, change: (policy: Value) => Value): Value {
  const choice = branches(policy);
  if (!choice || choice === "malformed") return change(policy);
  const [condition, yes, no] = choice;
  const changed = (one: Value): Value => (isNoValue(one) ? one : change(one));
  return conditional(condition, changed(yes), changed(no));
}
