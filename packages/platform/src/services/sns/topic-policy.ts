import { parsePolicy } from "@gatehouse/authz";
import { parseArn } from "../../core/arn.ts";
import type { Context } from "../../core/context.ts";
import { bindPrincipals } from "../../core/identity/principal-ids.ts";
import type { ResourcePolicyOf } from "../../core/service.ts";
import { topics, type TopicRow } from "./tables.ts";
import { invalid, namedTopic } from "./topic.ts";

/** The longest policy a topic can have, in bytes. */
const LONGEST = 30_720;

/** What a statement of a topic's policy can speak of. */
const ACTIONS = [
  "GetTopicAttributes",
  "SetTopicAttributes",
  "AddPermission",
  "RemovePermission",
  "DeleteTopic",
  "Subscribe",
  "ListSubscriptionsByTopic",
  "Publish",
];

/** A topic's policy decides about the topic; one that was not set is the default. */
export const topicPolicy: ResourcePolicyOf = async (resource, _action, ctx) => {
  const named = namedTopic(resource);
  if (!named) return undefined;
  const { place, name } = named;
  const topic = await ctx.table(topics, place).get(name);
  return {
    document: topic && policyOf(topic, resource),
    kind: "resource",
    accountId: place.accountId,
  };
};

/** A topic's policy as it stands. */
export function policyOf({ policy }: TopicRow, topicArn: string): string {
  return policy ?? defaultPolicy(topicArn);
}

/** SNS writes this policy for every new topic: its own account may do all, through services too. */
function defaultPolicy(topicArn: string): string {
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ACTIONS.map((action) => `SNS:${action}`),
        Resource: topicArn,
        Condition: {
          StringEquals: {
            "AWS:SourceOwner": parseArn(topicArn)?.accountId ?? "",
          },
        },
      },
    ],
  });
}

/** A policy as it is to be stored, its principals named by their unique ids. @throws Fault InvalidParameter */
export async function storablePolicy(
  document: string,
  topicArn: string,
  ctx: Context,
): Promise<string> {
  if (Buffer.byteLength(document) > LONGEST)
    throw invalid("Policy Reason: Policy exceeds the maximum allowed size");
  const parsed = parsePolicy(document, "resource");
  if (!parsed.ok) throw invalid(`Policy Error: ${parsed.message}`);
  for (const { actions, notActions, resources, notResources } of parsed.policy
    .statements) {
    for (const action of actions ?? notActions ?? [])
      if (action !== "*" && !/^sns:/i.test(action))
        throw invalid("Policy statement action out of service scope!");
    for (const resource of resources ?? notResources ?? [])
      if (resource !== topicArn && !/[*?]/.test(resource))
        throw invalid(
          "Policy Error: Invalid parameter: Policy statement must apply to a single resource",
        );
  }
  const bound = await bindPrincipals(document, ctx);
  if (!bound.ok) throw invalid("Policy Error: PrincipalNotFound");
  return bound.document;
}

interface Document {
  readonly Statement: readonly { readonly Sid?: string }[];
}

/** The policy with a statement that lets accounts do something. @throws Fault InvalidParameter */
export async function withPermission(
  topic: TopicRow,
  topicArn: string,
  permission: {
    readonly label: string;
    readonly accounts: readonly string[];
    readonly actions: readonly string[];
  },
  ctx: Context,
): Promise<TopicRow> {
  const { label, accounts, actions } = permission;
  const document = JSON.parse(policyOf(topic, topicArn)) as Document;
  if (document.Statement.some(({ Sid }) => Sid === label))
    throw invalid("Statement already exists");
  const unknown = actions.find((action) => !ACTIONS.includes(action));
  if (unknown !== undefined)
    throw invalid("Policy statement action out of service scope!");
  const added = {
    Sid: label,
    Effect: "Allow",
    Principal: {
      AWS: accounts.map((account) => `arn:aws:iam::${account}:root`),
    },
    Action: actions.map((action) => `SNS:${action}`),
    Resource: topicArn,
  };
  const policy = JSON.stringify({
    ...document,
    Statement: [...document.Statement, added],
  });
  return { ...topic, policy: await storablePolicy(policy, topicArn, ctx) };
}

/** The policy without the statement of a label; one that is not there is no error. */
export function withoutPermission(
  topic: TopicRow,
  topicArn: string,
  label: string,
): TopicRow {
  const document = JSON.parse(policyOf(topic, topicArn)) as Document;
  const Statement = document.Statement.filter(({ Sid }) => Sid !== label);
  return Statement.length === document.Statement.length
    ? topic
    : { ...topic, policy: JSON.stringify({ ...document, Statement }) };
}
