import type {
  Relationship,
  ResourceType,
} from "@aws-sdk/client-config-service";
import { parseArn, type Arn } from "../../../core/arn.ts";
import type { Properties } from "../../../core/resource-type.ts";

const MOST = 100;

/** The resources that a resource's properties name, by ARN or id, apart from itself. */
export function relationshipsIn(
  properties: Properties,
  own: { readonly arn?: string; readonly resourceId: string },
): readonly Relationship[] {
  const found = new Map<string, Relationship>();
  for (const text of textsIn(properties)) {
    const isOwn = text === own.arn || text === own.resourceId;
    const named = isOwn ? undefined : resourceNamed(text);
    if (named && found.size < MOST)
      found.set(`${named.resourceType} ${text}`, {
        ...named,
        relationshipName: `Is associated with ${KINDS[named.resourceType ?? ""] ?? ""}`,
      });
  }
  return [...found.values()];
}

const KINDS: Readonly<Record<string, string>> = {
  "AWS::IAM::Role": "Role",
  "AWS::Lambda::Function": "Function",
  "AWS::S3::Bucket": "S3Bucket",
  "AWS::SNS::Topic": "Topic",
  "AWS::SQS::Queue": "Queue",
  "AWS::EC2::Subnet": "Subnet",
  "AWS::EC2::VPC": "Vpc",
  "AWS::EC2::SecurityGroup": "SecurityGroup",
};

const IDS: readonly (readonly [RegExp, ResourceType])[] = [
  [/^vpc-[0-9a-f]+$/, "AWS::EC2::VPC"],
  [/^subnet-[0-9a-f]+$/, "AWS::EC2::Subnet"],
  [/^sg-[0-9a-f]+$/, "AWS::EC2::SecurityGroup"],
];

function resourceNamed(text: string): Relationship | undefined {
  const [, byId] = IDS.find(([form]) => form.test(text)) ?? [];
  if (byId) return { resourceType: byId, resourceId: text };
  const arn = parseArn(text);
  return arn && byArn(text, arn);
}

function byArn(
  text: string,
  { service, resource }: Arn,
): Relationship | undefined {
  const last = resource.split(/[/:]/).at(-1) ?? "";
  switch (service) {
    case "iam":
      return resource.startsWith("role/")
        ? { resourceType: "AWS::IAM::Role", resourceName: last }
        : undefined;
    case "lambda":
      return resource.startsWith("function:")
        ? {
            resourceType: "AWS::Lambda::Function",
            resourceId: resource.split(":")[1] ?? "",
          }
        : undefined;
    case "s3":
      return { resourceType: "AWS::S3::Bucket", resourceId: resource };
    case "sns":
      return resource.includes(":")
        ? undefined
        : { resourceType: "AWS::SNS::Topic", resourceId: text };
    case "sqs":
      return { resourceType: "AWS::SQS::Queue", resourceName: resource };
    default:
      return undefined;
  }
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const member of Object.values(value)) yield* textsIn(member);
}
