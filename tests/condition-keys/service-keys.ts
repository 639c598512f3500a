import {
  AddRoleToInstanceProfileCommand,
  AttachUserPolicyCommand,
  CreateInstanceProfileCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
} from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  PutFunctionCodeSigningConfigCommand,
  RemovePermissionCommand,
  UpdateFunctionConfigurationCommand,
  type CreateFunctionRequest,
} from "@aws-sdk/client-lambda";
import { GetSigningProfileCommand } from "@aws-sdk/client-signer";
import { PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { PACKAGE, type KeyCase, type Stage } from "./stage.ts";

const AWS_MANAGED =
  "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

const equal = (
  key: string,
  action: string,
  call: KeyCase["call"],
  held: string | ((stage: Stage) => string),
  failed: string,
  besides: readonly string[] = [],
): KeyCase => ({
  key,
  action,
  call,
  besides,
  holds: (stage) => ({
    "ForAnyValue:StringEquals": {
      [key]: typeof held === "string" ? held : held(stage),
    },
  }),
  fails: () => ({ "ForAnyValue:StringEquals": { [key]: failed } }),
});

let count = 0;

const create =
  (more: (stage: Stage) => Partial<CreateFunctionRequest>): KeyCase["call"] =>
  ({ lambda }, stage) =>
    lambda.send(
      new CreateFunctionCommand({
        FunctionName: `made-${++count}`,
        Role: stage.roleArn,
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Code: { ZipFile: PACKAGE },
        ...more(stage),
      }),
    );

const inNetwork = ({
  network: { subnetId, groupId },
}: Stage): Partial<CreateFunctionRequest> => ({
  VpcConfig: { SubnetIds: [subnetId], SecurityGroupIds: [groupId] },
});

const creating = "lambda:CreateFunction";
const roleToo = ["iam:PassRole", "lambda:GetLayerVersion"];
const networkToo = [
  ...roleToo,
  "ec2:DescribeSubnets",
  "ec2:DescribeSecurityGroups",
];

const passing = (
  key: string,
  held: string | ((stage: Stage) => string),
  failed: string,
): KeyCase =>
  equal(
    key,
    "iam:PassRole",
    create(() => ({ FunctionName: "passed-to" })),
    held,
    failed,
    [creating],
  );

/** The keys of Lambda, IAM, Signer and CloudWatch (service authorization reference). */
export const SERVICE_KEYS: readonly KeyCase[] = [
  equal(
    "lambda:CodeSigningConfigArn",
    "lambda:PutFunctionCodeSigningConfig",
    ({ lambda }, { codeSigningConfig: CodeSigningConfigArn }) =>
      lambda.send(
        new PutFunctionCodeSigningConfigCommand({
          FunctionName: "actor",
          CodeSigningConfigArn,
        }),
      ),
    ({ codeSigningConfig }) => codeSigningConfig,
    "arn:aws:lambda:us-east-1:111122223333:code-signing-config:csc-0123456789abcdef0",
  ),
  equal(
    "lambda:Layer",
    creating,
    create(({ layer }) => ({ Layers: [layer] })),
    ({ layer }) => layer,
    "arn:aws:lambda:us-east-1:111122223333:layer:other:1",
    roleToo,
  ),
  equal(
    "lambda:SubnetIds",
    creating,
    create(inNetwork),
    ({ network }) => network.subnetId,
    "subnet-2",
    networkToo,
  ),
  equal(
    "lambda:VpcIds",
    creating,
    create(inNetwork),
    ({ network }) => network.vpcId,
    "vpc-2",
    networkToo,
  ),
  equal(
    "lambda:SecurityGroupIds",
    creating,
    create(inNetwork),
    ({ network }) => network.groupId,
    "sg-2",
    networkToo,
  ),
  equal(
    "lambda:Principal",
    "lambda:AddPermission",
    ({ lambda }) =>
      lambda.send(
        new AddPermissionCommand({
          FunctionName: "actor",
          StatementId: "buckets",
          Action: "lambda:InvokeFunction",
          Principal: "s3.amazonaws.com",
        }),
      ),
    "s3.amazonaws.com",
    "sns.amazonaws.com",
  ),
  equal(
    "lambda:FunctionUrlAuthType",
    "lambda:AddPermission",
    ({ lambda }, { accountId: Principal }) =>
      lambda.send(
        new AddPermissionCommand({
          FunctionName: "actor",
          StatementId: "url",
          Action: "lambda:InvokeFunctionUrl",
          Principal,
          FunctionUrlAuthType: "AWS_IAM",
        }),
      ),
    "AWS_IAM",
    "NONE",
  ),
  ...(["FunctionUrlAuthType", "Principal"] as const).map((name): KeyCase => ({
    ...equal(
      `lambda:${name}`,
      "lambda:RemovePermission",
      async ({ lambda }, { cloud, user }) => {
        const StatementId = `own-${name}`;
        await cloud.lambda
          .send(
            new AddPermissionCommand({
              FunctionName: "actor",
              StatementId,
              Action: "lambda:InvokeFunctionUrl",
              Principal: user.arn,
              FunctionUrlAuthType: "AWS_IAM",
            }),
          )
          .catch(() => "It is there from the refused call.");
        return lambda.send(
          new RemovePermissionCommand({ FunctionName: "actor", StatementId }),
        );
      },
      ({ user }) => (name === "Principal" ? user.arn : "AWS_IAM"),
      "NONE",
    ),
    key: `lambda:${name} of a permission that goes`,
  })),
  passing("iam:PassedToService", "lambda.amazonaws.com", "ec2.amazonaws.com"),
  {
    ...passing(
      "iam:AssociatedResourceArn",
      ({ accountId }) =>
        `arn:aws:lambda:us-east-1:${accountId}:function:passed-on`,
      "arn:aws:lambda:us-east-1:111122223333:function:passed-on",
    ),
    call: create(() => ({ FunctionName: "passed-on" })),
  },
  {
    ...passing(
      "iam:PassedToService",
      "lambda.amazonaws.com",
      "ec2.amazonaws.com",
    ),
    key: "iam:PassedToService of another role for a function",
    besides: "lambda:UpdateFunctionConfiguration",
    call: ({ lambda }, { roleArn: Role }) =>
      lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName: "actor", Role }),
      ),
  },
  {
    ...passing(
      "iam:PassedToService",
      "ec2.amazonaws.com",
      "lambda.amazonaws.com",
    ),
    key: "iam:PassedToService of a role for an instance profile",
    besides: "iam:AddRoleToInstanceProfile",
    call: async ({ iam }, { cloud }) => {
      const InstanceProfileName = "host";
      await cloud.iam
        .send(new CreateInstanceProfileCommand({ InstanceProfileName }))
        .catch(() => "It is there from the refused call.");
      return iam.send(
        new AddRoleToInstanceProfileCommand({
          InstanceProfileName,
          RoleName: "worker",
        }),
      );
    },
  },
  equal(
    "iam:PolicyARN",
    "iam:AttachUserPolicy",
    ({ iam }) =>
      iam.send(
        new AttachUserPolicyCommand({
          UserName: "probe",
          PolicyArn: AWS_MANAGED,
        }),
      ),
    AWS_MANAGED,
    "arn:aws:iam::aws:policy/AdministratorAccess",
  ),
  equal(
    "iam:PermissionsBoundary",
    "iam:CreateUser",
    ({ iam }, { boundary: PermissionsBoundary }) =>
      iam.send(
        new CreateUserCommand({ UserName: "bounded", PermissionsBoundary }),
      ),
    ({ boundary }) => boundary,
    "arn:aws:iam::aws:policy/AdministratorAccess",
  ),
  equal(
    "iam:AWSServiceName",
    "iam:CreateServiceLinkedRole",
    ({ iam }) =>
      iam.send(
        new CreateServiceLinkedRoleCommand({
          AWSServiceName: "cloudtrail.amazonaws.com",
        }),
      ),
    "cloudtrail.amazonaws.com",
    "ec2.amazonaws.com",
  ),
  equal(
    "signer:ProfileVersion",
    "signer:GetSigningProfile",
    ({ signer }) =>
      signer.send(new GetSigningProfileCommand({ profileName: "stage" })),
    ({ profileVersion }) => profileVersion,
    "AbCdEfGh12",
  ),
  equal(
    "cloudwatch:namespace",
    "cloudwatch:PutMetricData",
    ({ cloudwatch }) =>
      cloudwatch.send(
        new PutMetricDataCommand({
          Namespace: "Stage",
          MetricData: [{ MetricName: "Claps", Value: 1 }],
        }),
      ),
    "Stage",
    "Backstage",
  ),
];
