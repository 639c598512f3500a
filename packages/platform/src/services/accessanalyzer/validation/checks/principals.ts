import {
  memberOf,
  membersOf,
  oneOrMore,
  type WrittenStatement,
} from "../document.ts";
import { found, type About, type Check, type Found } from "../finding.ts";
import { isEmptyObject } from "./structure.ts";

/** Whether principals may stand in the policy, are written rightly, and let in no more than is meant. */
export const principalChecks: readonly Check[] = [
  supported,
  format,
  wildcards,
  references,
  trustActions,
  notPrincipal,
  confusedDeputy,
].map(
  (check): Check =>
    function* ({ statements }, about) {
      for (const statement of statements) yield* check(statement, about);
    },
);

const NAMES = ["Principal", "NotPrincipal"];
const isTrust = ({ resourceType }: About): boolean =>
  resourceType === "AWS::IAM::AssumeRolePolicyDocument";

function* supported(
  { members, principals }: WrittenStatement,
  { policyType }: About,
): Iterable<Found> {
  const named = members.filter(({ key }) => NAMES.includes(key));
  if (policyType === "IDENTITY_POLICY")
    for (const { value } of named)
      yield found("UNSUPPORTED_PRINCIPAL", value, { policy: policyType });
  if (policyType === "SERVICE_CONTROL_POLICY")
    for (const { value } of named)
      yield found("SCP_SYNTAX_ERROR_PRINCIPAL", value);
  if (policyType === "RESOURCE_CONTROL_POLICY")
    for (const { value } of named)
      if (
        memberOf(members, "NotPrincipal") ||
        principals.some(
          ({ key, at }) => !(at.value === "*" && /^(\*|AWS)$/.test(key)),
        )
      )
        yield found("RCP_SYNTAX_ERROR_PRINCIPAL", value);
}

const KEYS = ["AWS", "Service", "Federated", "CanonicalUser"];

function* format({ members }: WrittenStatement): Iterable<Found> {
  for (const { key, value } of members) {
    if (!NAMES.includes(key)) continue;
    if (value.kind === "string" ? value.value !== "*" : value.kind !== "object")
      yield found("INVALID_PRINCIPAL_FORMAT", value);
    if (isEmptyObject(value)) yield found("EMPTY_OBJECT_PRINCIPAL", value);
    for (const member of membersOf(value)) {
      if (!KEYS.includes(member.key))
        yield found("INVALID_PRINCIPAL_KEY", member, { key: member.key });
      if (member.value.kind === "array" && member.value.items.length === 0)
        yield found("EMPTY_ARRAY_PRINCIPAL", member.value);
      for (const item of oneOrMore(member.value))
        if (item.kind !== "string")
          yield found("DATA_TYPE_MISMATCH", item, { type: "String" });
    }
  }
}

function* wildcards(
  { principals, effect }: WrittenStatement,
  about: About,
): Iterable<Found> {
  for (const { key, at, negated } of principals) {
    const everyone = at.value === "*" && (key === "*" || key === "AWS");
    if (everyone && negated && isTrust(about))
      yield found("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL", at);
    if (
      everyone &&
      key === "*" &&
      !negated &&
      effect === "Allow" &&
      isTrust(about)
    )
      yield found("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL", at);
    if (!everyone && /[*?]/.test(at.value))
      yield found("UNSUPPORTED_WILDCARD_IN_PRINCIPAL", at, { key });
  }
}

function* references({ principals }: WrittenStatement): Iterable<Found> {
  for (const { key, at } of principals) {
    const id = at.value;
    if (key === "AWS" && /^AROA[A-Z0-9]{12,}/.test(id))
      yield found("INVALID_ROLE_REFERENCE", at, { id });
    if (key === "AWS" && /^AIDA[A-Z0-9]{12,}/.test(id))
      yield found("INVALID_USER_REFERENCE", at, { id });
    if (key === "Service" && !isServicePrincipal(id) && !/[*?]/.test(id))
      yield found("INVALID_SERVICE_PRINCIPAL_FORMAT", at, {
        format: "service-name.amazonaws.com",
      });
  }
}

const isServicePrincipal = (name: string): boolean =>
  /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)$/.test(
    name,
  );

/** Federated principals sign in by their own actions, and nobody else by these. */
function* trustActions(
  statement: WrittenStatement,
  about: About,
): Iterable<Found> {
  if (!isTrust(about) || statement.effect !== "Allow") return;
  const principals = statement.principals.filter(({ negated }) => !negated);
  if (principals.length === 0) return;
  const kinds = new Set(principals.map(({ key, at }) => kindOf(key, at.value)));
  for (const at of statement.actions) {
    const wanted = SIGN_IN[at.value.toLowerCase()];
    if (wanted && [...kinds].some((kind) => kind !== wanted))
      yield found("MISMATCHED_ACTION_FOR_PRINCIPAL", at, {
        action: at.value,
        principals: principals
          .map((principal) => principal.at.value)
          .join(", "),
      });
  }
}

const SIGN_IN: Readonly<Record<string, "named" | "saml" | "oidc">> = {
  "sts:assumerole": "named",
  "sts:assumerolewithsaml": "saml",
  "sts:assumerolewithwebidentity": "oidc",
};

const kindOf = (key: string, value: string): "named" | "saml" | "oidc" =>
  key !== "Federated"
    ? "named"
    : value.includes(":saml-provider/")
      ? "saml"
      : "oidc";

function* notPrincipal({ members, effect }: WrittenStatement): Iterable<Found> {
  const element = memberOf(members, "NotPrincipal");
  if (element && effect === "Allow")
    yield found("ALLOW_WITH_NOT_PRINCIPAL", element.value);
}

/** Keys that tie a service's call to the resource or the account it acts for. */
const SOURCES = new Set([
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
]);

/** The confused deputy: a service that acts for anybody must say for whom (IAM user guide, "The confused deputy problem"). */
function* confusedDeputy(
  { effect, principals, conditions }: WrittenStatement,
  about: About,
): Iterable<Found> {
  if (
    about.policyType !== "RESOURCE_POLICY" ||
    isTrust(about) ||
    effect !== "Allow"
  )
    return;
  const restricted = conditions.some(
    ({ operator, key }) =>
      SOURCES.has(key.key.toLowerCase()) && isRestriction(operator.key),
  );
  if (restricted) return;
  for (const { key, at, negated } of principals)
    if (key === "Service" && !negated)
      yield found("RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", at);
}

/** …IfExists and negations also let in calls without a source. */
const isRestriction = (operator: string): boolean =>
  !/IfExists$|Not|^ForAllValues:|^Null$/.test(operator);
