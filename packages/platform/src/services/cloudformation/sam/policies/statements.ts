import type { ObjectValue, Value } from "@gatehouse/template";

/** The trust policy of a function's role. */
export const TRUSTS_LAMBDA: ObjectValue = {
  Version: "2012-10-17",
  Statement: [
    {
      Action: ["sts:AssumeRole"],
      Effect: "Allow",
      Principal: { Service: ["lambda.amazonaws.com"] },
    },
  ],
};

/** What a function needs to send to a destination of a type; undefined for types that need nothing. */
export function sendingTo(
  type: Value | undefined,
  arn: Value,
  id: string,
): ObjectValue | undefined {
  const known =
    typeof type === "string" && Object.hasOwn(SENDING, type)
      ? SENDING[type]
      : undefined;
  return (
    known && {
      PolicyName: `${id}${known.name}Policy`,
      PolicyDocument: {
        Statement: known.statements(arn).map(([Action, Resource]) => ({
          Action,
          Effect: "Allow",
          Resource,
        })),
      },
    }
  );
}

interface Sending {
  readonly name: string;
  readonly statements: (
    arn: Value,
  ) => readonly (readonly [action: string, resource: Value])[];
}

const S3: Sending = {
  name: "S3",
  statements: (arn) => [
    ["s3:PutObject", { "Fn::Join": ["/", [arn, "*"]] }],
    ["s3:ListBucket", arn],
  ],
};

const SENDING: Readonly<Record<string, Sending>> = {
  SQS: { name: "SQS", statements: (arn) => [["sqs:SendMessage", arn]] },
  SNS: { name: "SNS", statements: (arn) => [["sns:publish", arn]] },
  EventBridge: {
    name: "EventBridge",
    statements: (arn) => [["events:PutEvents", arn]],
  },
  Lambda: {
    name: "Lambda",
    statements: (arn) => [["lambda:InvokeFunction", arn]],
  },
  S3,
  S3Bucket: S3,
};
