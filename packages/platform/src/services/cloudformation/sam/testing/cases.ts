import type { ObjectValue } from "@gatehouse/template";

/** A serverless template, and the parameters it is given. */
export interface Case {
  readonly name: string;
  readonly template: ObjectValue;
  readonly parameters?: Readonly<Record<string, string>>;
}

const CODE = {
  Runtime: "python3.12",
  Handler: "app.handler",
  CodeUri: "s3://artifacts/app.zip",
};

/** A function with properties of its own. */
export const aFunction = (
  properties: ObjectValue = {},
  attributes: ObjectValue = {},
): ObjectValue => ({
  Type: "AWS::Serverless::Function",
  ...attributes,
  Properties: { ...CODE, ...properties },
});

const one = (
  name: string,
  properties: ObjectValue,
  more: ObjectValue = {},
): Case => ({
  name,
  template: { ...more, Resources: { Fn: aFunction(properties) } },
});

const events = (
  name: string,
  event: ObjectValue,
  resources: ObjectValue = {},
  properties: ObjectValue = {},
): Case => ({
  name,
  template: {
    Resources: {
      ...resources,
      Fn: aFunction({ ...properties, Events: { Ev: event } }),
    },
  },
});

const NO_VALUE = { Ref: "AWS::NoValue" };
const PROD = { Prod: { "Fn::Equals": [{ Ref: "AWS::Region" }, "us-east-1"] } };

const TEMPLATES_WITHOUT_PARAMETERS = [
  "AMIDescribePolicy",
  "CloudFormationDescribeStacksPolicy",
  "CloudWatchDashboardPolicy",
  "CloudWatchDescribeAlarmHistoryPolicy",
  "CloudWatchPutMetricPolicy",
  "EC2DescribePolicy",
  "OrganizationsListAccountsPolicy",
  "VPCAccessPolicy",
];
const TEMPLATES_WITH_ONE: readonly (readonly [string, string])[] = [
  ["DynamoDBCrudPolicy", "TableName"],
  ["DynamoDBReadPolicy", "TableName"],
  ["DynamoDBWritePolicy", "TableName"],
  ["EC2CopyImagePolicy", "ImageId"],
  ["EventBridgePutEventsPolicy", "EventBusName"],
  ["FilterLogEventsPolicy", "LogGroupName"],
  ["KMSDecryptPolicy", "KeyId"],
  ["KMSEncryptPolicy", "KeyId"],
  ["KMSEncryptPolicy_v2", "KeyId"],
  ["LambdaInvokePolicy", "FunctionName"],
  ["S3CrudPolicy", "BucketName"],
  ["S3FullAccessPolicy", "BucketName"],
  ["S3ReadPolicy", "BucketName"],
  ["S3WritePolicy", "BucketName"],
  ["SNSCrudPolicy", "TopicName"],
  ["SNSPublishMessagePolicy", "TopicName"],
  ["SQSPollerPolicy", "QueueName"],
  ["SQSSendMessagePolicy", "QueueName"],
];

const FUNCTIONS: readonly Case[] = [
  one("a function alone", {}),
  one("inline code", { CodeUri: null, InlineCode: "def handler(e, c): pass" }),
  one("inline code beside a location", { InlineCode: "pass" }),
  one("a location with a version", {
    CodeUri: "s3://artifacts/dir/app.zip?versionId=a%2Bb&x=1#f",
  }),
  one("a location as a map", {
    CodeUri: { Bucket: { Ref: "B" }, Key: "k", Version: "3" },
    SourceKMSKeyArn: "arn:aws:kms:us-east-1:111122223333:key/k",
  }),
  one("an image", {
    PackageType: "Image",
    ImageUri: "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:b",
    CodeUri: null,
    Runtime: null,
    Handler: null,
    ImageConfig: { Command: ["a"] },
  }),
  one("every simple property", {
    FunctionName: { "Fn::Sub": "${AWS::StackName}-f" },
    Description: "d",
    MemorySize: 512,
    Timeout: 3,
    VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
    Environment: { Variables: { A: "b", C: { Ref: "AWS::Region" } } },
    KmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/k",
    ReservedConcurrentExecutions: 0,
    Layers: [{ Ref: "L" }, "arn:aws:lambda:us-east-1:1:layer:x:1"],
    EphemeralStorage: { Size: 1024 },
    FileSystemConfigs: [{ Arn: "a", LocalMountPath: "/mnt/a" }],
    CodeSigningConfigArn: { Ref: "Csc" },
    Architectures: ["arm64"],
    RuntimeManagementConfig: { UpdateRuntimeOn: "Auto" },
    LoggingConfig: { LogFormat: "JSON" },
    RecursiveLoop: "Allow",
    TenancyConfig: { TenantIsolationMode: "PER_TENANT" },
    PublishToLatestPublished: false,
  }),
  one("tags", { Tags: { A: "b", C: null, D: { Ref: "AWS::StackName" } } }),
  one("propagated tags", {
    Tags: { A: "b" },
    PropagateTags: true,
    Events: {
      T: { Type: "SNS", Properties: { Topic: "t", SqsSubscription: true } },
    },
  }),
  one("tracing", { Tracing: "Active", VpcConfig: { SubnetIds: ["s"] } }),
  one("tracing turned off", { Tracing: "Disabled" }),
  {
    name: "tracing by parameter",
    parameters: { Mode: "Disabled" },
    template: {
      Parameters: { Mode: { Type: "String" } },
      Resources: { Fn: aFunction({ Tracing: { Ref: "Mode" } }) },
    },
  },
  one("a durable function", { DurableConfig: { ExecutionTimeout: 60 } }),
  one("a dead-letter queue", {
    DeadLetterQueue: { Type: "SQS", TargetArn: { "Fn::GetAtt": ["Q", "Arn"] } },
  }),
  one("a dead-letter topic", {
    DeadLetterQueue: { Type: "SNS", TargetArn: { Ref: "T" } },
  }),
  one("a role of its own", { Role: "arn:aws:iam::111122223333:role/r" }),
  one("a role by reference", { Role: { "Fn::GetAtt": ["R", "Arn"] } }),
  one(
    "a role if",
    { Role: { "Fn::If": ["Prod", NO_VALUE, "arn:aws:iam::1:role/r"] } },
    { Conditions: PROD },
  ),
  one(
    "a role unless",
    { Role: { "Fn::If": ["Prod", "arn:aws:iam::1:role/r", NO_VALUE] } },
    { Conditions: PROD },
  ),
  one(
    "one role or another",
    { Role: { "Fn::If": ["Prod", "arn:aws:iam::1:role/r", { Ref: "X" }] } },
    { Conditions: PROD },
  ),
  one(
    "no role either way",
    { Role: { "Fn::If": ["Prod", NO_VALUE, NO_VALUE] } },
    { Conditions: PROD },
  ),
  one("role details", {
    RolePath: "/a/",
    PermissionsBoundary: "arn:aws:iam::1:policy/b",
    AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] },
  }),
  {
    name: "attributes",
    template: {
      Conditions: PROD,
      Resources: {
        Fn: aFunction(
          {
            AutoPublishAlias: "live",
            FunctionUrlConfig: { AuthType: "NONE" },
            EventInvokeConfig: { MaximumRetryAttempts: 1 },
            Events: {
              Q: { Type: "SQS", Properties: { Queue: "arn:q" } },
              L: {
                Type: "CloudWatchLogs",
                Properties: { LogGroupName: "g", FilterPattern: "" },
              },
            },
          },
          {
            Condition: "Prod",
            DeletionPolicy: "Delete",
            UpdateReplacePolicy: "Retain",
            DependsOn: ["Other"],
            Metadata: { SamResourceId: "Fn" },
          },
        ),
        Other: { Type: "AWS::SNS::Topic" },
      },
    },
  },
];

const POLICIES: readonly Case[] = [
  one("a managed policy by name", { Policies: "AmazonS3ReadOnlyAccess" }),
  one("managed policies", {
    Policies: [
      "AWSLambdaBasicExecutionRole",
      "arn:aws:iam::1:policy/p",
      "NoSuchPolicy",
      { Ref: "P" },
      { "Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/x" },
    ],
  }),
  one("statements and managed policies", {
    Policies: [
      {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
      },
      "AmazonSQSFullAccess",
      { Statement: { Effect: "Deny", Action: "sqs:*", Resource: "*" } },
    ],
  }),
  one("one statement", { Policies: { Statement: [] } }),
  one(
    "policies if",
    {
      Policies: [
        { "Fn::If": ["Prod", "AmazonS3ReadOnlyAccess", NO_VALUE] },
        { "Fn::If": ["Prod", NO_VALUE, { Statement: [] }] },
        { "Fn::If": ["Prod", { S3ReadPolicy: { BucketName: "b" } }, NO_VALUE] },
        {
          "Fn::If": [
            "Prod",
            { Statement: [] },
            { Statement: [{ Effect: "Deny" }] },
          ],
        },
      ],
    },
    { Conditions: PROD },
  ),
  one("policy templates without parameters", {
    Policies: TEMPLATES_WITHOUT_PARAMETERS.map((name) => ({ [name]: {} })),
  }),
  one("policy templates with a parameter", {
    Policies: TEMPLATES_WITH_ONE.map(([name, parameter]) => ({
      [name]: { [parameter]: { Ref: parameter } },
    })),
  }),
];

const PUBLISHING: readonly Case[] = [
  one("an alias", { AutoPublishAlias: "live" }),
  one("an alias with other signs", { AutoPublishAlias: "a-b_c" }),
  {
    name: "an alias by parameters",
    parameters: { Key: "given.zip", Äpfel: "grün" },
    template: {
      Parameters: {
        Stage: { Type: "String", Default: "blue" },
        Key: { Type: "String", Default: "default.zip" },
      },
      Resources: {
        Fn: aFunction({
          AutoPublishAlias: { Ref: "Stage" },
          CodeUri: {
            Bucket: {
              "Fn::Sub": "b-${AWS::Region}-${Stage}-${AWS::AccountId}",
            },
            Key: { Ref: "Key" },
          },
          MemorySize: { Ref: "Memory" },
          Environment: { Variables: { Grün: "ü", S: { Ref: "Stage" } } },
        }),
      },
    },
  },
  one("an alias with more", {
    AutoPublishAlias: "live",
    VersionDescription: "v",
    VersionDeletionPolicy: "Delete",
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
    MemorySize: 256,
    Environment: { Variables: { A: 1.5, B: true } },
    SnapStart: { ApplyOn: "PublishedVersions" },
  }),
  one("an alias by a hash", {
    AutoPublishAlias: "live",
    AutoPublishCodeSha256:
      "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
  }),
  one("an alias by a hash, described", {
    AutoPublishAlias: "live",
    AutoPublishCodeSha256: "6b86b273ff34fce19d6b804eff5a3f57",
    Description: "words",
  }),
  one("an alias of all properties", {
    AutoPublishAlias: "live",
    AutoPublishAliasAllProperties: true,
    Tags: { A: "b" },
    Tracing: "Active",
  }),
  {
    name: "an alias of all properties and layers",
    template: {
      Globals: { LayerVersion: { PublishLambdaVersion: true } },
      Resources: {
        Fn: aFunction({
          AutoPublishAlias: "live",
          AutoPublishAliasAllProperties: true,
          Layers: [{ Ref: "Lay" }],
        }),
        Lay: {
          Type: "AWS::Serverless::LayerVersion",
          Properties: { ContentUri: "s3://b/k" },
        },
      },
    },
  },
  {
    name: "references to what is made",
    template: {
      Resources: {
        Fn: aFunction({
          AutoPublishAlias: "live",
          EventInvokeConfig: {
            DestinationConfig: {
              OnSuccess: { Type: "SQS" },
              OnFailure: { Type: "SNS" },
            },
          },
        }),
      },
      Outputs: {
        A: { Value: { Ref: "Fn.Alias" } },
        B: { Value: { "Fn::GetAtt": ["Fn.Version", "Version"] } },
        C: { Value: { "Fn::GetAtt": ["Fn", "DestinationQueue.Arn"] } },
        D: {
          Value: {
            "Fn::Sub":
              "${Fn.Version.Version} ${Fn.Alias} ${Fn.Arn} ${!Fn.Alias}",
          },
        },
        E: {
          Value: {
            "Fn::Sub": ["${Fn.DestinationTopic} ${x}", { x: { Ref: "Fn" } }],
          },
        },
        F: { Value: { Ref: "Fn.Nothing" } },
      },
    },
  },
  one("no deployment preference", {
    AutoPublishAlias: "live",
    DeploymentPreference: { Enabled: false, Type: "AllAtOnce" },
  }),
];

const CALLS: readonly Case[] = [
  one("a URL that asks for a signature", {
    FunctionUrlConfig: { AuthType: "AWS_IAM", InvokeMode: "BUFFERED" },
  }),
  one("a URL for everybody", {
    AutoPublishAlias: "live",
    FunctionUrlConfig: {
      AuthType: "NONE",
      Cors: { AllowOrigins: ["*"], MaxAge: 3, AllowCredentials: true },
    },
  }),
  one("a URL by reference", { FunctionUrlConfig: { AuthType: { Ref: "A" } } }),
  one("asynchronous calls", {
    EventInvokeConfig: {
      MaximumEventAgeInSeconds: 60,
      MaximumRetryAttempts: 0,
      DestinationConfig: {
        OnSuccess: {
          Type: "Lambda",
          Destination: { "Fn::GetAtt": ["G", "Arn"] },
        },
        OnFailure: { Type: "S3Bucket", Destination: "arn:aws:s3:::b" },
      },
    },
  }),
  one("destinations that are there", {
    EventInvokeConfig: {
      DestinationConfig: {
        OnSuccess: { Type: "SQS", Destination: "arn:q" },
        OnFailure: { Type: "EventBridge", Destination: "arn:e" },
      },
    },
  }),
  {
    name: "destinations under conditions",
    template: {
      Conditions: PROD,
      Resources: {
        Fn: aFunction({
          EventInvokeConfig: {
            DestinationConfig: {
              OnSuccess: {
                Type: "SQS",
                Destination: { "Fn::If": ["Prod", NO_VALUE, "arn:q"] },
              },
              OnFailure: {
                Type: "SNS",
                Destination: { "Fn::If": ["Prod", "arn:t", NO_VALUE] },
              },
            },
          },
        }),
      },
    },
  },
];

const QUEUE = { Type: "AWS::SQS::Queue" };
const BUCKET = { Type: "AWS::S3::Bucket" };

const EVENTS: readonly Case[] = [
  events(
    "a queue",
    {
      Type: "SQS",
      Properties: {
        Queue: { "Fn::GetAtt": ["Q", "Arn"] },
        BatchSize: 5,
        Enabled: false,
        MaximumBatchingWindowInSeconds: 1,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        FilterCriteria: { Filters: [{ Pattern: "{}" }] },
        ScalingConfig: { MaximumConcurrency: 3 },
        KmsKeyArn: "arn:k",
      },
    },
    { Q: QUEUE },
    { AutoPublishAlias: "live" },
  ),
  events("a queue with failures", {
    Type: "SQS",
    Properties: {
      Queue: "arn:q",
      DestinationConfig: { OnFailure: { Type: "SNS", Destination: "arn:t" } },
    },
  }),
  events("a queue with failures without a type", {
    Type: "SQS",
    Properties: {
      Queue: "arn:q",
      DestinationConfig: { OnFailure: { Destination: "arn:t" } },
    },
  }),
  events(
    "a bucket",
    {
      Type: "S3",
      Properties: {
        Bucket: { Ref: "B" },
        Events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
        Filter: { S3Key: { Rules: [{ Name: "suffix", Value: "x" }] } },
      },
    },
    { B: BUCKET },
  ),
  {
    name: "a bucket with several functions",
    template: {
      Resources: {
        B: {
          ...BUCKET,
          DependsOn: "Q",
          Properties: {
            BucketName: "b",
            NotificationConfiguration: {
              QueueConfigurations: [{ Event: "e", Queue: "q" }],
            },
          },
        },
        Q: QUEUE,
        Fa: aFunction({
          AutoPublishAlias: "live",
          Events: {
            Two: {
              Type: "S3",
              Properties: {
                Bucket: { Ref: "B" },
                Events: "s3:ObjectRemoved:*",
              },
            },
            One: {
              Type: "S3",
              Properties: {
                Bucket: { Ref: "B" },
                Events: "s3:ObjectCreated:*",
              },
            },
          },
        }),
        Fb: aFunction({
          Events: {
            E: {
              Type: "S3",
              Properties: {
                Bucket: { Ref: "B" },
                Events: "s3:ObjectCreated:Put",
              },
            },
          },
        }),
      },
    },
  },
  {
    name: "a bucket under a condition",
    template: {
      Conditions: PROD,
      Resources: {
        B: { ...BUCKET, Properties: { Tags: [{ Key: "a", Value: "b" }] } },
        Fn: aFunction(
          {
            Events: {
              E: {
                Type: "S3",
                Properties: {
                  Bucket: { Ref: "B" },
                  Events: "s3:ObjectCreated:*",
                },
              },
            },
          },
          { Condition: "Prod" },
        ),
      },
    },
  },
  events("a topic", {
    Type: "SNS",
    Properties: {
      Topic: { Ref: "T" },
      Region: "us-east-1",
      FilterPolicy: { a: ["b"] },
      FilterPolicyScope: "MessageBody",
      RedrivePolicy: { deadLetterTargetArn: "arn:q" },
    },
  }),
  events(
    "a topic before an alias",
    { Type: "SNS", Properties: { Topic: { Ref: "T" } } },
    { T: { Type: "AWS::SNS::Topic" } },
    { AutoPublishAlias: "live" },
  ),
  events(
    "a FIFO topic through a queue",
    { Type: "SNS", Properties: { Topic: { Ref: "T" }, SqsSubscription: true } },
    { T: { Type: "AWS::SNS::Topic", Properties: { FifoTopic: true } } },
  ),
  events("a topic through a queue that is there", {
    Type: "SNS",
    Properties: {
      Topic: "arn:t",
      SqsSubscription: {
        QueueArn: "arn:q",
        QueueUrl: "https://q",
        QueuePolicyLogicalId: "MyPolicy",
        BatchSize: 3,
        Enabled: false,
      },
    },
  }),
  events("a log group", {
    Type: "CloudWatchLogs",
    Properties: { LogGroupName: { Ref: "G" }, FilterPattern: "ERROR" },
  }),
];

const LAYER = {
  Type: "AWS::Serverless::LayerVersion",
  Properties: { ContentUri: "s3://b/layer.zip" },
};

const LAYERS: readonly Case[] = [
  {
    name: "a layer and who uses it",
    template: {
      Resources: {
        Shared: LAYER,
        Fn: aFunction({ Layers: [{ Ref: "Shared" }] }, { DependsOn: "Shared" }),
        Other: { Type: "AWS::SNS::Topic", DependsOn: ["Shared", "Fn"] },
      },
      Outputs: {
        A: { Value: { "Fn::Sub": "${Shared} ${Shared.LayerVersionArn}" } },
        B: { Value: { "Fn::GetAtt": ["Shared", "LayerVersionArn"] } },
      },
    },
  },
  {
    name: "a layer with everything",
    parameters: { Name: "given" },
    template: {
      Parameters: {
        Name: { Type: "String" },
        Keep: { Type: "String", Default: "delete" },
      },
      Conditions: PROD,
      Resources: {
        T: { Type: "AWS::SNS::Topic" },
        Lay: {
          Type: "AWS::Serverless::LayerVersion",
          Condition: "Prod",
          DependsOn: "T",
          DeletionPolicy: "Retain",
          UpdateReplacePolicy: "Retain",
          Metadata: { a: "b" },
          Properties: {
            LayerName: { "Fn::Sub": "${Name}-${AWS::StackName}" },
            Description: { Ref: "Name" },
            LicenseInfo: "MIT",
            ContentUri: { Bucket: "b", Key: { Ref: "Name" } },
            CompatibleRuntimes: ["python3.12"],
            CompatibleArchitectures: ["arm64"],
            RetentionPolicy: { Ref: "Keep" },
          },
        },
      },
    },
  },
];

const connecting = (
  name: string,
  connector: ObjectValue,
  resources: ObjectValue,
  attributes: ObjectValue = {},
): Case => ({
  name,
  template: {
    Resources: {
      ...resources,
      C: {
        Type: "AWS::Serverless::Connector",
        ...attributes,
        Properties: connector,
      },
    },
  },
});

const TOPIC = { Type: "AWS::SNS::Topic" };

const CONNECTORS: readonly Case[] = [
  ...(
    [
      ["a bucket", BUCKET, ["Read", "Write"]],
      ["a queue", QUEUE, ["Read"]],
      ["a topic", TOPIC, ["Write"]],
      ["a function", aFunction(), ["Write", "Write"]],
    ] as const
  ).map(([what, resource, permissions]) =>
    connecting(
      `a function to ${what}`,
      {
        Source: { Id: "Fn" },
        Destination: { Id: "D" },
        Permissions: permissions,
      },
      { Fn: aFunction(), D: resource },
    ),
  ),
  connecting(
    "several destinations",
    {
      Source: { Id: "Fn" },
      Destination: [{ Id: "B" }, { Id: "Q" }],
      Permissions: ["Write"],
    },
    { Fn: aFunction(), B: BUCKET, Q: QUEUE, T: { ...TOPIC, DependsOn: "C" } },
    { DependsOn: "T", Condition: "Prod", Metadata: { a: 1 } },
  ),
  connecting(
    "a topic to a queue",
    { Source: { Id: "T" }, Destination: { Id: "Q" }, Permissions: ["Write"] },
    { T: TOPIC, Q: QUEUE },
  ),
  connecting(
    "a topic to a function",
    { Source: { Id: "T" }, Destination: { Id: "Fn" }, Permissions: ["Write"] },
    { T: TOPIC, Fn: aFunction() },
  ),
  connecting(
    "a bucket to a function",
    { Source: { Id: "B" }, Destination: { Id: "Fn" }, Permissions: ["Write"] },
    { B: BUCKET, Fn: aFunction() },
  ),
  connecting(
    "a queue to a function",
    {
      Source: { Id: "Q" },
      Destination: { Id: "Fn" },
      Permissions: ["Write", "Read"],
    },
    {
      Q: QUEUE,
      Fn: aFunction({
        Events: {
          E: {
            Type: "SQS",
            Properties: { Queue: { "Fn::GetAtt": ["Q", "Arn"] } },
          },
        },
      }),
    },
  ),
  connecting(
    "ends that are told",
    {
      Source: {
        Type: "AWS::Serverless::Function",
        Arn: "arn:f",
        RoleName: "r",
      },
      Destination: {
        Type: "AWS::SQS::Queue",
        Arn: { Ref: "X" },
        QueueUrl: "u",
      },
      Permissions: ["Write"],
    },
    { Fn: aFunction() },
  ),
  {
    name: "connectors at their source",
    template: {
      Resources: {
        B: BUCKET,
        Fn: aFunction(
          {},
          {
            Connectors: {
              ToB: {
                Properties: { Destination: { Id: "B" }, Permissions: ["Read"] },
              },
            },
          },
        ),
        T: {
          ...TOPIC,
          Connectors: {
            ToFn: {
              Properties: {
                Destination: { Id: "Fn" },
                Permissions: ["Write"],
                SourceReference: { Qualifier: "q" },
              },
            },
          },
        },
      },
    },
  },
];

const GLOBALS: readonly Case[] = [
  {
    name: "globals",
    template: {
      AWSTemplateFormatVersion: "2010-09-09",
      Transform: "AWS::Serverless-2016-10-31",
      Description: "d",
      Globals: {
        Function: {
          Timeout: 9,
          Runtime: "nodejs22.x",
          Environment: {
            Variables: { A: "global", B: { Ref: "AWS::Region" } },
          },
          Layers: ["arn:one"],
          Tags: { G: "g" },
          Architectures: ["arm64"],
          VpcConfig: { "Fn::If": ["Prod", { SubnetIds: ["s"] }, NO_VALUE] },
          PermissionsBoundary: "arn:b",
        },
      },
      Conditions: PROD,
      Resources: {
        Fn: aFunction({
          Environment: { Variables: { A: "own", C: "c" } },
          Layers: ["arn:two"],
          Tags: { O: "o" },
        }),
        NoGlobals: aFunction({}, { IgnoreGlobals: "*" }),
        FewGlobals: aFunction({}, { IgnoreGlobals: ["Timeout", "Tags"] }),
        T: TOPIC,
      },
      Outputs: { O: { Value: { "Fn::GetAtt": ["FnRole", "Arn"] } } },
    },
  },
];

const PROBLEMS: readonly Case[] = [
  one("an unknown property", { Nonsense: 1 }),
  one("a property of another kind", { Environment: "x" }),
  one("a list that is none", { Layers: "x" }),
  one("no code", { CodeUri: null }),
  one("code in a folder", { CodeUri: "./src" }),
  one("code without a key", { CodeUri: { Bucket: "b" } }),
  one("code that is looked up", { CodeUri: "{{resolve:ssm:/a/b}}" }),
  one("no handler", { Handler: null }),
  one("an image with a runtime", { PackageType: "Image", ImageUri: "a" }),
  one("an unknown package", { PackageType: "Tar" }),
  one("a reserved tag", { Tags: { "lambda:createdBy": "me" } }),
  one("dead letters without a target", { DeadLetterQueue: { Type: "SQS" } }),
  one("dead letters elsewhere", {
    DeadLetterQueue: { Type: "S3", TargetArn: "a" },
  }),
  one("concurrency without an alias", {
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
  }),
  one("an alias of digits", { AutoPublishAlias: "123" }),
  one("an alias by a function", { AutoPublishAlias: { "Fn::Sub": "x" } }),
  one("an unknown policy template", { Policies: [{ Nonsense: {} }] }),
  one("a policy template without its parameter", {
    Policies: [{ S3ReadPolicy: {} }],
  }),
  one("policies of two sorts in one condition", {
    Policies: [{ "Fn::If": ["C", "a", { Statement: [] }] }],
  }),
  one("a URL without an auth type", { FunctionUrlConfig: { InvokeMode: "x" } }),
  one("a URL with a wrong CORS", {
    FunctionUrlConfig: { AuthType: "NONE", Cors: { AllowOrigins: "*" } },
  }),
  one("a destination of an unknown type", {
    EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: "X" } } },
  }),
  one("a destination that must be told", {
    EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: "Lambda" } } },
  }),
  events("an event of no type", { Type: "Nonsense", Properties: {} }),
  events("a bucket of another template", {
    Type: "S3",
    Properties: { Bucket: "b", Events: "e" },
  }),
  events("an event without its queue", { Type: "SQS", Properties: {} }),
  events("an event with an unknown property", {
    Type: "SNS",
    Properties: { Topic: "t", Nonsense: 1 },
  }),
  events("filters of a wrong form", {
    Type: "SQS",
    Properties: { Queue: "q", FilterCriteria: { Nonsense: 1 } },
  }),
  {
    name: "several problems",
    template: {
      Resources: {
        A: aFunction({ CodeUri: "x" }),
        B: aFunction(),
        C: { Type: "AWS::Serverless::LayerVersion", Properties: {} },
      },
    },
  },
  {
    name: "a logical id that is taken",
    template: { Resources: { Fn: aFunction(), FnRole: TOPIC } },
  },
  {
    name: "a layer kept in a wrong way",
    template: {
      Resources: {
        L: {
          Type: "AWS::Serverless::LayerVersion",
          Properties: { ContentUri: "s3://b/k", RetentionPolicy: "Perhaps" },
        },
      },
    },
  },
  {
    name: "unknown globals",
    template: {
      Globals: { Function: { Role: "r" } },
      Resources: { Fn: aFunction() },
    },
  },
  {
    name: "globals of nothing",
    template: { Globals: { Nonsense: {} }, Resources: { Fn: aFunction() } },
  },
  {
    name: "ignored globals that are none",
    template: {
      Globals: { Function: { Timeout: 3 } },
      Resources: { Fn: aFunction({}, { IgnoreGlobals: ["Memory"] }) },
    },
  },
  connecting(
    "types that nothing connects",
    { Source: { Id: "B" }, Destination: { Id: "T" }, Permissions: ["Read"] },
    { B: BUCKET, T: TOPIC },
  ),
  connecting(
    "permissions that there are not",
    { Source: { Id: "Fn" }, Destination: { Id: "T" }, Permissions: ["Read"] },
    { Fn: aFunction(), T: TOPIC },
  ),
  connecting(
    "half of the permissions",
    { Source: { Id: "Q" }, Destination: { Id: "Fn" }, Permissions: ["Read"] },
    { Q: QUEUE, Fn: aFunction() },
  ),
  connecting(
    "an end that is not there",
    { Source: { Id: "Fn" }, Destination: { Id: "X" }, Permissions: ["Read"] },
    { Fn: aFunction() },
  ),
  connecting(
    "a function whose role is unknown",
    { Source: { Id: "Fn" }, Destination: { Id: "B" }, Permissions: ["Read"] },
    { Fn: aFunction({ Role: "arn:aws:iam::1:role/r" }), B: BUCKET },
  ),
];

/** Templates about each thing that the transform does. */
export const CASES: readonly Case[] = [
  ...FUNCTIONS,
  ...POLICIES,
  ...PUBLISHING,
  ...CALLS,
  ...EVENTS,
  ...LAYERS,
  ...CONNECTORS,
  ...GLOBALS,
  ...PROBLEMS,
];
