import { OverLimit } from "@aws-sdk/client-sqs";
import { fault } from "../../core/errors.ts";
import { invalidParameterValue } from "./parameter-faults.ts";

interface Document {
  readonly Version: string;
  readonly Id?: string;
  readonly Statement: object | readonly object[];
}

/** What may be shared by AddPermission (SQS API reference). */
const SHARED: ReadonlySet<string> = new Set([
  "*",
  "ChangeMessageVisibility",
  "DeleteMessage",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "PurgeQueue",
  "ReceiveMessage",
  "SendMessage",
]);
const ACTIONS_AT_MOST = 7;

/**
 * The policy with one more statement.
 * @throws Fault InvalidParameterValue, OverLimit
 */
export function withPermission(
  policy: string | undefined,
  queueArn: string,
  asked: {
    readonly label: string;
    readonly accounts: readonly string[];
    readonly actions: readonly string[];
  },
): string {
  const { label, accounts, actions } = asked;
  if (!/^[\w-]{1,80}$/.test(label))
    throw invalidParameterValue(
      label,
      "Label",
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
    );
  if (actions.length > ACTIONS_AT_MOST)
    throw fault(
      OverLimit,
      `${actions.length} Actions were found, maximum allowed is ${ACTIONS_AT_MOST}.`,
    );
  for (const action of actions)
    if (!SHARED.has(action))
      throw invalidParameterValue(
        `SQS:${action}`,
        "ActionName",
        "Please refer to the appropriate WSDL for a list of valid actions.",
      );
  for (const account of accounts)
    if (!/^\d{12}$/.test(account))
      throw invalidParameterValue(account, "PrincipalId", "Unable to verify.");
  const document = read(policy, queueArn);
  if (labelled(document, label))
    throw invalidParameterValue(label, "Label", "Already exists.");
  const statement = {
    Sid: label,
    Effect: "Allow",
    Principal: {
      AWS: oneOrMany(accounts.map((id) => `arn:aws:iam::${id}:root`)),
    },
    Action: oneOrMany(actions.map((action) => `SQS:${action}`)),
    Resource: queueArn,
  };
  return JSON.stringify({
    ...document,
    Statement: [...statements(document), statement],
  });
}

/**
 * The policy without a statement; undefined where none is left.
 * @throws Fault InvalidParameterValue
 */
export function withoutPermission(
  policy: string | undefined,
  queueArn: string,
  label: string,
): string | undefined {
  const document = read(policy, queueArn);
  if (!labelled(document, label))
    throw invalidParameterValue(
      label,
      "Label",
      "can't find label on existing policy.",
    );
  const left = statements(document).filter(({ Sid }) => Sid !== label);
  return left.length === 0
    ? undefined
    : JSON.stringify({ ...document, Statement: left });
}

function read(policy: string | undefined, queueArn: string): Document {
  return policy === undefined
    ? {
        Version: "2008-10-17",
        Id: `${queueArn}/SQSDefaultPolicy`,
        Statement: [],
      }
    : (JSON.parse(policy) as Document);
}

function statements({ Statement }: Document): readonly { Sid?: string }[] {
  return Array.isArray(Statement)
    ? (Statement as readonly { Sid?: string }[])
    : [Statement as { Sid?: string }];
}

const labelled = (document: Document, label: string): boolean =>
  statements(document).some(({ Sid }) => Sid === label);

const oneOrMany = (texts: readonly string[]): string | readonly string[] =>
  texts.length === 1 ? texts[0]! : texts;
