/** A statement of a policy template; resources are what follows the partition of an ARN. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Whether its only resource is written as a list. */
  readonly listed?: true;
  /** Whether its only action is written without a list. */
  readonly single?: true;
}

export interface PolicyTemplate {
  readonly parameters: readonly string[];
  readonly statements: readonly Statement[];
}

const here = (service: string, resource: string): string =>
  `${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;

const of = (service: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${service}:${name}`);

const anywhere = (
  service: string,
  ...names: readonly string[]
): PolicyTemplate => ({
  parameters: [],
  statements: [{ actions: of(service, ...names), resources: ["*"] }],
});

const on = (
  parameter: string,
  service: string,
  resource: string,
  ...names: readonly string[]
): PolicyTemplate => ({
  parameters: [parameter],
  statements: [
    { actions: of(service, ...names), resources: [here(service, resource)] },
  ],
});

const BUCKET = "s3:::${bucketName}";
const OBJECTS = "s3:::${bucketName}/*";

const onBucket = (...names: readonly string[]): PolicyTemplate => ({
  parameters: ["BucketName"],
  statements: [{ actions: of("s3", ...names), resources: [BUCKET, OBJECTS] }],
});

const TABLE = "table/${tableName}";

const onTable = (...names: readonly string[]): PolicyTemplate => ({
  parameters: ["TableName"],
  statements: [
    {
      actions: of("dynamodb", ...names),
      resources: [
        here("dynamodb", TABLE),
        here("dynamodb", `${TABLE}/index/*`),
      ],
    },
  ],
});

/**
 * The policy templates for services that are served here, and those for what functions most often use elsewhere
 * ("AWS SAM policy templates", SAM developer guide).
 */
export const POLICY_TEMPLATES: Readonly<Record<string, PolicyTemplate>> = {
  AMIDescribePolicy: anywhere("ec2", "DescribeImages"),
  CloudFormationDescribeStacksPolicy: {
    parameters: [],
    statements: [
      {
        actions: ["cloudformation:DescribeStacks"],
        resources: [here("cloudformation", "stack/*")],
      },
    ],
  },
  CloudWatchDashboardPolicy: anywhere(
    "cloudwatch",
    "GetDashboard",
    "ListDashboards",
    "PutDashboard",
    "ListMetrics",
  ),
  CloudWatchDescribeAlarmHistoryPolicy: anywhere(
    "cloudwatch",
    "DescribeAlarmHistory",
  ),
  CloudWatchPutMetricPolicy: anywhere("cloudwatch", "PutMetricData"),
  DynamoDBCrudPolicy: onTable(
    "GetItem",
    "DeleteItem",
    "PutItem",
    "Scan",
    "Query",
    "UpdateItem",
    "BatchWriteItem",
    "BatchGetItem",
    "DescribeTable",
    "ConditionCheckItem",
  ),
  DynamoDBReadPolicy: onTable(
    "GetItem",
    "Scan",
    "Query",
    "BatchGetItem",
    "DescribeTable",
  ),
  DynamoDBWritePolicy: onTable("PutItem", "UpdateItem", "BatchWriteItem"),
  EC2CopyImagePolicy: on("ImageId", "ec2", "image/${imageId}", "CopyImage"),
  EC2DescribePolicy: anywhere("ec2", "DescribeRegions", "DescribeInstances"),
  EventBridgePutEventsPolicy: {
    parameters: ["EventBusName"],
    statements: [
      {
        actions: ["events:PutEvents"],
        resources: [here("events", "event-bus/${eventBusName}")],
        single: true,
      },
    ],
  },
  FilterLogEventsPolicy: on(
    "LogGroupName",
    "logs",
    "log-group:${logGroupName}:log-stream:*",
    "FilterLogEvents",
  ),
  KMSDecryptPolicy: {
    parameters: ["KeyId"],
    statements: [
      {
        actions: ["kms:Decrypt"],
        resources: [here("kms", "key/${keyId}")],
        single: true,
      },
    ],
  },
  KMSEncryptPolicy: {
    parameters: ["KeyId"],
    statements: [
      {
        actions: ["kms:Encrypt"],
        resources: [here("kms", "key/${keyId}")],
        single: true,
      },
    ],
  },
  KMSEncryptPolicy_v2: on(
    "KeyId",
    "kms",
    "key/${keyId}",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
  ),
  LambdaInvokePolicy: on(
    "FunctionName",
    "lambda",
    "function:${functionName}*",
    "InvokeFunction",
  ),
  OrganizationsListAccountsPolicy: anywhere("organizations", "ListAccounts"),
  S3CrudPolicy: onBucket(
    "GetObject",
    "ListBucket",
    "GetBucketLocation",
    "GetObjectVersion",
    "PutObject",
    "PutObjectAcl",
    "GetLifecycleConfiguration",
    "PutLifecycleConfiguration",
    "DeleteObject",
  ),
  S3FullAccessPolicy: {
    parameters: ["BucketName"],
    statements: [
      {
        actions: of(
          "s3",
          "GetObject",
          "GetObjectAcl",
          "GetObjectVersion",
          "PutObject",
          "PutObjectAcl",
          "DeleteObject",
          "DeleteObjectTagging",
          "DeleteObjectVersionTagging",
          "GetObjectTagging",
          "GetObjectVersionTagging",
          "PutObjectTagging",
          "PutObjectVersionTagging",
        ),
        resources: [OBJECTS],
        listed: true,
      },
      {
        actions: of(
          "s3",
          "ListBucket",
          "GetBucketLocation",
          "GetLifecycleConfiguration",
          "PutLifecycleConfiguration",
        ),
        resources: [BUCKET],
        listed: true,
      },
    ],
  },
  S3ReadPolicy: onBucket(
    "GetObject",
    "ListBucket",
    "GetBucketLocation",
    "GetObjectVersion",
    "GetLifecycleConfiguration",
  ),
  S3WritePolicy: onBucket(
    "PutObject",
    "PutObjectAcl",
    "PutLifecycleConfiguration",
  ),
  SNSCrudPolicy: on(
    "TopicName",
    "sns",
    "${topicName}*",
    "ListSubscriptionsByTopic",
    "CreateTopic",
    "SetTopicAttributes",
    "Subscribe",
    "Publish",
  ),
  SNSPublishMessagePolicy: on("TopicName", "sns", "${topicName}", "Publish"),
  SQSPollerPolicy: on(
    "QueueName",
    "sqs",
    "${queueName}",
    "ChangeMessageVisibility",
    "ChangeMessageVisibilityBatch",
    "DeleteMessage",
    "DeleteMessageBatch",
    "GetQueueAttributes",
    "ReceiveMessage",
  ),
  SQSSendMessagePolicy: on("QueueName", "sqs", "${queueName}", "SendMessage*"),
  VPCAccessPolicy: anywhere(
    "ec2",
    "CreateNetworkInterface",
    "DeleteNetworkInterface",
    "DescribeNetworkInterfaces",
    "DetachNetworkInterface",
  ),
};
