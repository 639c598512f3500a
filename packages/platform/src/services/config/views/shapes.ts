import { arn, globalArn } from "../../../core/arn.ts";
import type { Place } from "../../../core/context.ts";
import type { Properties } from "../../../core/resource-type.ts";
import { camelCased } from "./camel-case.ts";

/** How Config shows a type whose configuration is not simply its CloudFormation properties. */
export interface Shape {
  /** Properties as they are where nothing is said. */
  readonly defaults?: (properties: Properties, place: Place) => Properties;
  /** Property names that change otherwise than by the rule. */
  readonly names?: Readonly<Record<string, string>>;
  /** Properties that Config shows beside the configuration, by the names they have there. */
  readonly supplementary?: Readonly<Record<string, string>>;
  /** Further members, made from the properties. */
  readonly more?: (properties: Properties) => Properties;
  /** The property that Config takes as the resource's id. */
  readonly id?: string;
  /** The property that names the resource. */
  readonly name?: string;
  readonly arn?: (properties: Properties, place: Place) => string;
}

/** Types whose configuration has its members in camel case; those of all others are as CloudFormation names them. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  "AWS::Lambda::Function": {
    defaults: ({ FunctionName }) => ({
      Architectures: ["x86_64"],
      Description: "",
      EphemeralStorage: { Size: 512 },
      FileSystemConfigs: [],
      Layers: [],
      LoggingConfig: {
        LogFormat: "Text",
        ...(FunctionName === undefined
          ? {}
          : { LogGroup: `/aws/lambda/${FunctionName as string}` }),
      },
      MemorySize: 128,
      PackageType: "Zip",
      SnapStart: { ApplyOn: "None" },
      Timeout: 3,
      TracingConfig: { Mode: "PassThrough" },
    }),
    names: { KmsKeyArn: "kmskeyArn" },
    supplementary: {
      ReservedConcurrentExecutions: "ReservedConcurrentExecutions",
      Policy: "Policy",
    },
    more: ({ Layers = [] }) => ({
      version: "$LATEST",
      layers: (Layers as string[]).map((of) => ({ arn: of })),
    }),
    id: "FunctionName",
    name: "FunctionName",
    arn: ({ FunctionName }, place) =>
      arn("lambda", place, `function:${FunctionName as string}`),
  },
  "AWS::IAM::Role": {
    defaults: () => ({ Path: "/", MaxSessionDuration: 3600 }),
    more: ({ AssumeRolePolicyDocument, ManagedPolicyArns, Policies }) => ({
      assumeRolePolicyDocument: encoded(AssumeRolePolicyDocument),
      attachedManagedPolicies: attached(ManagedPolicyArns),
      rolePolicyList: inline(Policies),
    }),
    id: "RoleId",
    name: "RoleName",
    arn: ({ RoleName, Path = "/" }, { accountId }) =>
      globalArn("iam", accountId, `role${Path as string}${RoleName as string}`),
  },
  "AWS::IAM::User": {
    defaults: () => ({ Path: "/" }),
    more: ({ ManagedPolicyArns, Policies, Groups = [] }) => ({
      attachedManagedPolicies: attached(ManagedPolicyArns),
      userPolicyList: inline(Policies),
      groupList: Groups,
    }),
    name: "UserName",
    arn: ({ UserName, Path = "/" }, { accountId }) =>
      globalArn("iam", accountId, `user${Path as string}${UserName as string}`),
  },
  "AWS::IAM::Group": {
    defaults: () => ({ Path: "/" }),
    more: ({ ManagedPolicyArns, Policies }) => ({
      attachedManagedPolicies: attached(ManagedPolicyArns),
      groupPolicyList: inline(Policies),
    }),
    name: "GroupName",
    arn: ({ GroupName, Path = "/" }, { accountId }) =>
      globalArn(
        "iam",
        accountId,
        `group${Path as string}${GroupName as string}`,
      ),
  },
  "AWS::S3::Bucket": {
    names: { BucketName: "name" },
    supplementary: {
      BucketEncryption: "ServerSideEncryptionConfiguration",
      LoggingConfiguration: "BucketLoggingConfiguration",
      NotificationConfiguration: "BucketNotificationConfiguration",
      PublicAccessBlockConfiguration: "PublicAccessBlockConfiguration",
      VersioningConfiguration: "BucketVersioningConfiguration",
      LifecycleConfiguration: "BucketLifecycleConfiguration",
    },
    id: "BucketName",
    name: "BucketName",
    arn: ({ BucketName }) => `arn:aws:s3:::${BucketName as string}`,
  },
  "AWS::CloudTrail::Trail": {
    id: "TrailName",
    name: "TrailName",
    names: { TrailName: "name", KMSKeyId: "kmsKeyId" },
    defaults: () => ({
      EnableLogFileValidation: false,
      IncludeGlobalServiceEvents: false,
      IsMultiRegionTrail: false,
    }),
  },
  "AWS::CloudWatch::Alarm": { id: "AlarmName", name: "AlarmName" },
  "AWS::EC2::Subnet": {
    ...network("subnet", "SubnetId"),
    defaults: () => ({ MapPublicIpOnLaunch: false }),
  },
  "AWS::EC2::VPC": network("vpc", "VpcId"),
  "AWS::EC2::SecurityGroup": {
    ...network("security-group", "GroupId", "GroupName"),
    names: {
      SecurityGroupIngress: "ipPermissions",
      SecurityGroupEgress: "ipPermissionsEgress",
      GroupDescription: "description",
    },
  },
};

/** Identifiers and ARNs of types whose configuration needs no other names. */
export const NAMED: Readonly<
  Record<string, Pick<Shape, "id" | "name" | "arn" | "defaults">>
> = {
  "AWS::SNS::Topic": {
    id: "TopicArn",
    name: "TopicName",
    arn: ({ TopicName }, place) => arn("sns", place, TopicName as string),
  },
  "AWS::SQS::Queue": {
    id: "QueueUrl",
    name: "QueueName",
    arn: ({ QueueName }, place) => arn("sqs", place, QueueName as string),
    defaults: () => ({
      DelaySeconds: 0,
      MaximumMessageSize: 262_144,
      MessageRetentionPeriod: 345_600,
      ReceiveMessageWaitTimeSeconds: 0,
      VisibilityTimeout: 30,
    }),
  },
  "AWS::IAM::ManagedPolicy": { name: "ManagedPolicyName" },
  "AWS::Logs::LogGroup": { id: "LogGroupName", name: "LogGroupName" },
  "AWS::EC2::EIP": network("elastic-ip", "AllocationId", "PublicIp"),
  "AWS::EC2::InternetGateway": network("internet-gateway", "InternetGatewayId"),
  "AWS::EC2::NatGateway": network("natgateway", "NatGatewayId"),
  "AWS::EC2::NetworkAcl": network("network-acl", "Id"),
  "AWS::EC2::NetworkInterface": network("network-interface", "Id"),
  "AWS::EC2::RouteTable": network("route-table", "RouteTableId"),
};

/** What EC2 keeps goes by ids, which its ARNs end with. */
function network(
  kind: string,
  id: string,
  name?: string,
): Pick<Shape, "id" | "name" | "arn"> {
  return {
    id,
    ...(name === undefined ? {} : { name }),
    arn: (properties, place) =>
      arn("ec2", place, `${kind}/${properties[id] as string}`),
  };
}

/** Configuration and supplementary configuration of a type by its shape. */
export function shaped(
  { names = {}, supplementary = {}, more }: Shape,
  properties: Properties,
): { configuration: Properties; supplementary: Properties } {
  const own = Object.entries(properties).filter(
    ([name]) => supplementary[name] === undefined && name !== "Tags",
  );
  const beside = Object.entries(supplementary).flatMap(([name, there]) =>
    properties[name] === undefined
      ? []
      : [[there, camelCased(properties[name])] as const],
  );
  return {
    configuration: {
      ...(camelCased(Object.fromEntries(own), names) as Properties),
      ...more?.(properties),
    },
    supplementary: Object.fromEntries(beside),
  };
}

function attached(arns: unknown): readonly Properties[] {
  return ((arns ?? []) as string[]).map((policyArn) => ({
    policyArn,
    policyName: policyArn.split("/").at(-1),
  }));
}

function inline(policies: unknown): readonly Properties[] {
  return ((policies ?? []) as Properties[]).map(
    ({ PolicyName, PolicyDocument }) => ({
      policyName: PolicyName,
      policyDocument: encoded(PolicyDocument),
    }),
  );
}

/** IAM shows documents URL-encoded, and so does Config. */
function encoded(document: unknown): string {
  return encodeURIComponent(
    typeof document === "string" ? document : JSON.stringify(document ?? {}),
  );
}
