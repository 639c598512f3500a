import type { AuditRecord } from "../../core/audit.ts";

/** A resource that a record is about, as LookupEvents tells it. */
export interface EventResource {
  readonly type: string;
  readonly name: string;
}

/** Parameters that name resources, by the service that takes them. */
const NAMING: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "cloudformation.amazonaws.com": { stackName: "AWS::CloudFormation::Stack" },
  "cloudtrail.amazonaws.com": { name: "AWS::CloudTrail::Trail" },
  "config.amazonaws.com": { configRuleName: "AWS::Config::ConfigRule" },
  "dynamodb.amazonaws.com": { tableName: "AWS::DynamoDB::Table" },
  "ecr.amazonaws.com": { repositoryName: "AWS::ECR::Repository" },
  "events.amazonaws.com": { rule: "AWS::Events::Rule" },
  "iam.amazonaws.com": {
    userName: "AWS::IAM::User",
    roleName: "AWS::IAM::Role",
    groupName: "AWS::IAM::Group",
    policyArn: "AWS::IAM::Policy",
    instanceProfileName: "AWS::IAM::InstanceProfile",
    accessKeyId: "AWS::IAM::AccessKey",
  },
  "kinesis.amazonaws.com": { streamName: "AWS::Kinesis::Stream" },
  "kms.amazonaws.com": { keyId: "AWS::KMS::Key" },
  "lambda.amazonaws.com": {
    functionName: "AWS::Lambda::Function",
    layerName: "AWS::Lambda::LayerVersion",
    codeSigningConfigArn: "AWS::Lambda::CodeSigningConfig",
    uUID: "AWS::Lambda::EventSourceMapping",
  },
  "logs.amazonaws.com": {
    logGroupName: "AWS::Logs::LogGroup",
    logStreamName: "AWS::Logs::LogStream",
  },
  "s3.amazonaws.com": { bucketName: "AWS::S3::Bucket" },
  "secretsmanager.amazonaws.com": { secretId: "AWS::SecretsManager::Secret" },
  "signer.amazonaws.com": {
    profileName: "AWS::Signer::SigningProfile",
    jobId: "AWS::Signer::SigningJob",
  },
  "sns.amazonaws.com": { topicArn: "AWS::SNS::Topic" },
  "sqs.amazonaws.com": { queueUrl: "AWS::SQS::Queue" },
  "ssm.amazonaws.com": { name: "AWS::SSM::Parameter" },
  "sts.amazonaws.com": { roleArn: "AWS::IAM::Role" },
};

/**
 * The resources that a record names: what the operation noted, and what its parameters and its answer
 * call by a resource's name.
 */
export function resourcesOf(record: AuditRecord): readonly EventResource[] {
  const naming = NAMING[record.eventSource] ?? {};
  const noted = (record.resources ?? []).map(({ type, arn }) => ({
    type,
    name: arn,
  }));
  const named = [record.requestParameters, record.responseElements].flatMap(
    (members) => namedIn(members, naming),
  );
  const seen = new Map<string, EventResource>();
  for (const resource of [...noted, ...named])
    seen.set(`${resource.type} ${resource.name}`, resource);
  return [...seen.values()];
}

/** Looks at the members, and one level further in, where answers hold the thing that was made. */
function namedIn(
  members: Readonly<Record<string, unknown>> | null,
  naming: Readonly<Record<string, string>>,
): EventResource[] {
  if (!members) return [];
  const inner = Object.values(members).filter(
    (value): value is Record<string, unknown> =>
      typeof value === "object" && value !== null && !Array.isArray(value),
  );
  return [members, ...inner].flatMap((level) =>
    Object.entries(naming).flatMap(([member, type]) => {
      const name = Object.hasOwn(level, member) ? level[member] : undefined;
      return typeof name === "string" ? [{ type, name }] : [];
    }),
  );
}
