import type { LocatedJson, LocatedMember } from "@gatehouse/authz";
import {
  memberOf,
  membersOf,
  oneOrMore,
  type WrittenPolicy,
  type WrittenStatement,
} from "../document.ts";
import { found, type Check, type Found } from "../finding.ts";
import type { IssueCode } from "../issues.ts";

/** Whether the document has the elements of a policy, each of its type. */
export const structureChecks: readonly Check[] = [
  documentElements,
  version,
  statementsPresent,
  each(statementElements),
  each(requiredElements),
  each(effect),
  each(emptyLists),
  sids,
  size,
];

function each(
  check: (
    statement: WrittenStatement,
    ...rest: Parameters<Check>
  ) => Iterable<Found>,
): Check {
  return function* (policy, about) {
    for (const statement of policy.statements)
      yield* check(statement, policy, about);
  };
}

const DOCUMENT_ELEMENTS = ["Version", "Id", "Statement"];

function* documentElements({ root, members }: WrittenPolicy): Iterable<Found> {
  if (root.kind !== "object")
    yield found("DATA_TYPE_MISMATCH", root, { type: "Object" });
  yield* unknownElements(members, DOCUMENT_ELEMENTS);
  const id = memberOf(members, "Id")?.value;
  if (id && id.kind !== "string")
    yield found("DATA_TYPE_MISMATCH", id, { type: "String" });
}

function* unknownElements(
  members: readonly LocatedMember[],
  known: readonly string[],
): Iterable<Found> {
  const seen = new Set<string>();
  for (const member of members) {
    // A key that stands twice makes readers disagree about the policy: AWS refuses it.
    if (!known.includes(member.key) || seen.has(member.key))
      yield found("INVALID_POLICY_ELEMENT", member, { element: member.key });
    seen.add(member.key);
  }
}

function* version({ root, members }: WrittenPolicy): Iterable<Found> {
  const written = memberOf(members, "Version")?.value;
  if (!written) {
    if (root.kind === "object") yield found("MISSING_VERSION", root);
  } else if (written.kind !== "string")
    yield found("DATA_TYPE_MISMATCH", written, { type: "String" });
  else if (written.value !== "2012-10-17" && written.value !== "2008-10-17")
    yield found("INVALID_VERSION", written, { version: written.value });
}

function* statementsPresent({ root, members }: WrittenPolicy): Iterable<Found> {
  const statement = memberOf(members, "Statement")?.value;
  if (statement?.kind === "array" && statement.items.length === 0)
    yield found("MISSING_STATEMENT", statement);
  if (!statement && root.kind === "object")
    yield found("MISSING_STATEMENT", root);
  for (const one of oneOrMore(statement))
    if (one.kind !== "object")
      yield found("DATA_TYPE_MISMATCH", one, { type: "Object" });
}

const STATEMENT_ELEMENTS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

const EXCLUSIVE = [
  ["Principal", "NotPrincipal"],
  ["Action", "NotAction"],
  ["Resource", "NotResource"],
] as const;

const LISTS = ["Action", "NotAction", "Resource", "NotResource"];

function* statementElements({ members }: WrittenStatement): Iterable<Found> {
  yield* unknownElements(members, STATEMENT_ELEMENTS);
  for (const [one, other] of EXCLUSIVE) {
    const pair = [memberOf(members, one), memberOf(members, other)];
    const both = pair.filter((member) => member !== undefined);
    if (both.length === 2)
      yield found("UNSUPPORTED_ELEMENT_COMBINATION", both, { one, other });
  }
  for (const { key, value } of members)
    if (LISTS.includes(key))
      for (const item of oneOrMore(value))
        if (item.kind !== "string")
          yield found("DATA_TYPE_MISMATCH", item, { type: "String" });
  const sid = memberOf(members, "Sid")?.value;
  if (sid && sid.kind !== "string")
    yield found("DATA_TYPE_MISMATCH", sid, { type: "String" });
}

function* requiredElements(
  { at, members }: WrittenStatement,
  _policy: WrittenPolicy,
  { policyType, resourceType }: Parameters<Check>[1],
): Iterable<Found> {
  const has = (...names: string[]): boolean =>
    names.some((name) => memberOf(members, name));
  if (!has("Effect")) yield found("MISSING_EFFECT", at);
  if (!has("Action", "NotAction")) yield found("MISSING_ACTION", at);
  const isTrust = resourceType === "AWS::IAM::AssumeRolePolicyDocument";
  if (!has("Resource", "NotResource") && policyType !== "RESOURCE_POLICY")
    yield found("MISSING_RESOURCE", at);
  if (!has("Resource", "NotResource") && resourceType === "AWS::S3::Bucket")
    yield found("MISSING_RESOURCE", at);
  if (
    !has("Principal", "NotPrincipal") &&
    (policyType === "RESOURCE_POLICY" ||
      policyType === "RESOURCE_CONTROL_POLICY")
  )
    yield found("MISSING_PRINCIPAL", at);
  if (isTrust) {
    const resource = memberOf(members, "Resource");
    const notResource = memberOf(members, "NotResource");
    if (resource)
      yield found("ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", resource);
    if (notResource)
      yield found("ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTRESOURCE", notResource);
  }
}

function* effect({ members }: WrittenStatement): Iterable<Found> {
  const written = memberOf(members, "Effect")?.value;
  if (!written) return;
  if (written.kind !== "string")
    yield found("DATA_TYPE_MISMATCH", written, { type: "String" });
  else if (written.value !== "Allow" && written.value !== "Deny")
    yield found("INVALID_EFFECT", written, { effect: written.value });
}

const EMPTY_LISTS: readonly [string, IssueCode][] = [
  ["Action", "EMPTY_ARRAY_ACTION"],
  ["NotAction", "EMPTY_ARRAY_ACTION"],
  ["Resource", "EMPTY_ARRAY_RESOURCE"],
  ["NotResource", "EMPTY_ARRAY_RESOURCE"],
];

function* emptyLists({ members }: WrittenStatement): Iterable<Found> {
  for (const [name, code] of EMPTY_LISTS) {
    const value = memberOf(members, name)?.value;
    if (isEmptyArray(value)) yield found(code, value);
  }
}

const isEmptyArray = (json: LocatedJson | undefined): json is LocatedJson =>
  json?.kind === "array" && json.items.length === 0;

function* sids(
  { statements }: WrittenPolicy,
  { policyType, resourceType }: Parameters<Check>[1],
): Iterable<Found> {
  const seen = new Set<string>();
  const isIam =
    policyType !== "RESOURCE_POLICY" ||
    resourceType === "AWS::IAM::AssumeRolePolicyDocument";
  for (const { members } of statements) {
    const sid = memberOf(members, "Sid")?.value;
    if (sid?.kind !== "string") continue;
    if (sid.value === "") yield found("EMPTY_SID_VALUE", sid);
    else if (seen.has(sid.value))
      yield found(
        isIam ? "UNIQUE_SIDS_REQUIRED" : "UNIQUE_SIDS_RECOMMENDED",
        sid,
      );
    seen.add(sid.value);
    if (isIam && /[^0-9A-Za-z]/.test(sid.value))
      yield found("UNSUPPORTED_SID", sid);
  }
}

/** Characters: IAM counts no white space, Organizations counts what it is given. */
const QUOTAS = { inline: 2048, managed: 6144, scp: 5120 };

function* size(
  { root, text }: WrittenPolicy,
  { policyType }: Parameters<Check>[1],
): Iterable<Found> {
  const { inline, managed, scp: limit } = QUOTAS;
  const dense = text.replaceAll(/\s/g, "").length;
  if (policyType === "IDENTITY_POLICY" && dense > managed)
    yield found("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", root, {
      length: dense,
      inline,
      managed,
    });
  if (policyType === "SERVICE_CONTROL_POLICY" && text.length > limit)
    yield found("POLICY_SIZE_EXCEEDS_SCP_QUOTA", root, {
      length: text.length,
      limit,
    });
}

/** Whether an element is an empty object. */
export const isEmptyObject = (json: LocatedJson): boolean =>
  json.kind === "object" && membersOf(json).length === 0;
