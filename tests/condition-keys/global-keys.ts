import {
  CreateInstanceProfileCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  ListAccountAliasesCommand,
  TagRoleCommand,
} from "@aws-sdk/client-iam";
import { DescribeLogStreamsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  GetCodeSigningConfigCommand,
  GetFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { StartSigningJobCommand } from "@aws-sdk/client-signer";
import { GetSigningProfileCommand } from "@aws-sdk/client-signer";
import {
  internalRequest,
  RequestContext,
} from "../../packages/platform/src/gateway/request-context.ts";
import { REGION } from "../../packages/platform/testing/cloud.ts";
import type { Clients } from "../../packages/platform/testing/cloud.ts";
import { BUCKET, callerOf, type KeyCase, type Stage } from "./stage.ts";

/** A call about nothing in particular. */
const ask = {
  action: "iam:ListAccountAliases",
  call: ({ iam }: Clients) => iam.send(new ListAccountAliasesCommand({})),
};

/** One key of a call about nothing in particular. */
export const onAnything = (
  key: string,
  operator: string,
  held: string | ((stage: Stage) => string),
  failed: string,
): KeyCase => ({
  ...ask,
  key,
  holds: (stage) => ({
    [operator]: { [key]: typeof held === "string" ? held : held(stage) },
  }),
  fails: () => ({ [operator]: { [key]: failed } }),
});

const tagged = (
  action: string,
  call: KeyCase["call"],
  key = "aws:ResourceTag/team",
): KeyCase => ({
  key: `${key} of ${action}`,
  action,
  call,
  holds: () => ({ StringEquals: { [key]: "gate" } }),
  fails: () => ({ StringEquals: { [key]: "others" } }),
});

let turn = 0;

/** Reads a package with the caller's rights, through Signer. */
const sign: KeyCase["call"] = ({ signer }, { versionId: version }) =>
  signer.send(
    new StartSigningJobCommand({
      profileName: "stage",
      source: {
        s3: { bucketName: BUCKET, key: "props/package.zip", version },
      },
      destination: { s3: { bucketName: BUCKET } },
      clientRequestToken: `turn-${++turn}`,
    }),
  );

const throughSigner = (
  key: string,
  operator: string,
  held: string,
  failed: string,
): KeyCase => ({
  key,
  action: "s3:GetObject*",
  besides: [
    "signer:StartSigningJob",
    "s3:ListBucket",
    "s3:PutObject",
    "s3:GetBucketLocation",
  ],
  call: sign,
  holds: () => ({ [operator]: { [key]: held } }),
  fails: () => ({ [operator]: { [key]: failed } }),
});

/** Asks as Signer does for a caller who comes through CloudFormation. */
const throughTwo: KeyCase["call"] = async (_as, stage) => {
  const { platform } = stage.cloud.running;
  const first = "cloudformation.amazonaws.com";
  const ctx = new RequestContext(platform, {
    caller: await callerOf(stage),
    region: REGION,
    request: { ...internalRequest(first), via: first, calledVia: [first] },
    requestId: "chain",
    service: { name: "signer" },
  });
  return ctx.send(new ListAccountAliasesCommand({}), { as: "caller" });
};

/** The keys of every service (IAM user guide, "AWS global condition context keys"). */
export const GLOBAL_KEYS: readonly KeyCase[] = [
  onAnything(
    "aws:PrincipalArn",
    "ArnEquals",
    ({ user }) => user.arn,
    "arn:aws:iam::111122223333:user/probe",
  ),
  onAnything(
    "aws:PrincipalAccount",
    "StringEquals",
    ({ accountId }) => accountId,
    "111122223333",
  ),
  onAnything("aws:PrincipalTag/team", "StringEquals", "gate", "others"),
  onAnything("aws:PrincipalType", "StringEquals", "User", "AssumedRole"),
  onAnything("aws:PrincipalIsAWSService", "Bool", "false", "true"),
  onAnything("aws:username", "StringEquals", "probe", "other"),
  onAnything("aws:userid", "StringLike", "AIDA*", "AROA*"),
  onAnything("aws:SourceIp", "IpAddress", "127.0.0.0/8", "10.0.0.0/8"),
  onAnything("aws:SecureTransport", "Bool", "false", "true"),
  onAnything("aws:UserAgent", "StringLike", "aws-sdk-js*", "Boto3*"),
  onAnything("aws:RequestedRegion", "StringEquals", "us-east-1", "eu-west-1"),
  onAnything(
    "aws:ResourceAccount",
    "StringEquals",
    ({ accountId }) => accountId,
    "111122223333",
  ),
  onAnything(
    "aws:CurrentTime",
    "DateGreaterThan",
    "2020-01-01T00:00:00Z",
    "2120-01-01T00:00:00Z",
  ),
  onAnything("aws:EpochTime", "NumericLessThan", "4733510400", "1577836800"),
  onAnything("aws:ViaAWSService", "Bool", "false", "true"),
  onAnything("aws:TokenIssueTime", "Null", "true", "false"),
  onAnything("aws:MultiFactorAuthAge", "Null", "true", "false"),
  onAnything("aws:SourceArn", "Null", "true", "false"),
  onAnything("aws:SourceAccount", "Null", "true", "false"),
  onAnything("aws:PrincipalServiceName", "Null", "true", "false"),
  {
    ...ask,
    key: "aws:MultiFactorAuthPresent",
    holds: () => ({ BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } }),
    fails: () => ({ Bool: { "aws:MultiFactorAuthPresent": "true" } }),
  },
  throughSigner(
    "aws:CalledVia",
    "ForAnyValue:StringEquals",
    "signer.amazonaws.com",
    "cloudformation.amazonaws.com",
  ),
  throughSigner(
    "aws:CalledViaFirst",
    "StringEquals",
    "signer.amazonaws.com",
    "s3.amazonaws.com",
  ),
  throughSigner(
    "aws:CalledViaLast",
    "StringEquals",
    "signer.amazonaws.com",
    "s3.amazonaws.com",
  ),
  ...(
    [
      ["aws:CalledViaFirst", "cloudformation.amazonaws.com"],
      ["aws:CalledViaLast", "signer.amazonaws.com"],
    ] as const
  ).map(([key, service]): KeyCase => ({
    ...onAnything(key, "StringEquals", service, "lambda.amazonaws.com"),
    key: `${key} of a service that another one called`,
    call: throughTwo,
  })),
  throughSigner("aws:ViaAWSService", "Bool", "true", "false"),
  {
    ...throughSigner("aws:SourceIp", "IpAddress", "", ""),
    key: "aws:SourceIp of a call that a service makes for its caller",
    holds: () => ({ NotIpAddress: { "aws:SourceIp": "127.0.0.0/8" } }),
    fails: () => ({ IpAddress: { "aws:SourceIp": "127.0.0.0/8" } }),
  },
  {
    key: "aws:RequestTag and aws:TagKeys",
    action: "iam:*InstanceProfile",
    call: ({ iam }) =>
      iam.send(
        new CreateInstanceProfileCommand({
          InstanceProfileName: "machine",
          Tags: [{ Key: "team", Value: "gate" }],
        }),
      ),
    holds: () => ({
      StringEquals: { "aws:RequestTag/team": "gate" },
      "ForAllValues:StringEquals": { "aws:TagKeys": ["team", "stage"] },
    }),
    fails: () => ({
      StringEquals: { "aws:RequestTag/team": "gate" },
      "ForAllValues:StringEquals": { "aws:TagKeys": ["stage"] },
    }),
  },
  tagged("iam:GetRole", ({ iam }) =>
    iam.send(new GetRoleCommand({ RoleName: "worker" })),
  ),
  tagged(
    "iam:TagRole",
    ({ iam }) =>
      iam.send(
        new TagRoleCommand({
          RoleName: "worker",
          Tags: [{ Key: "stage", Value: "test" }],
        }),
      ),
    "iam:ResourceTag/team",
  ),
  tagged("lambda:GetFunctionConfiguration", ({ lambda }) =>
    lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "actor" })),
  ),
  tagged("iam:GetPolicy", ({ iam }, { boundary: PolicyArn }) =>
    iam.send(new GetPolicyCommand({ PolicyArn })),
  ),
  tagged(
    "iam:GetUser",
    ({ iam }) => iam.send(new GetUserCommand({ UserName: "probe" })),
    "iam:ResourceTag/team",
  ),
  tagged("lambda:GetCodeSigningConfig", ({ lambda }, stage) =>
    lambda.send(
      new GetCodeSigningConfigCommand({
        CodeSigningConfigArn: stage.codeSigningConfig,
      }),
    ),
  ),
  tagged("logs:DescribeLogStreams", ({ logs }) =>
    logs.send(new DescribeLogStreamsCommand({ logGroupName: "stage" })),
  ),
  {
    ...ask,
    key: "aws:Referer",
    call: async (_as, { cloud, user }) => {
      const { iam } = cloud.as(user.keys);
      iam.middlewareStack.add(
        (next) => (args) => {
          const { headers } = args.request as {
            headers: Record<string, string>;
          };
          headers["referer"] = "https://stage.example/";
          return next(args);
        },
        { step: "build" },
      );
      return iam.send(new ListAccountAliasesCommand({}));
    },
    holds: () => ({
      StringLike: { "aws:Referer": "https://stage.example/*" },
    }),
    fails: () => ({ StringLike: { "aws:Referer": "https://other.example/*" } }),
  },
  tagged("signer:GetSigningProfile", ({ signer }) =>
    signer.send(new GetSigningProfileCommand({ profileName: "stage" })),
  ),
];
