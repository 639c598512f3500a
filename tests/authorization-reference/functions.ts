import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
} from "@aws-sdk/client-lambda";
import { REGION, type Cloud } from "../../packages/platform/testing/cloud.ts";
import { OTHER_ACCOUNT, PACKAGE, type Named } from "./named.ts";

/** A function with a version, an alias and a permission; a layer and a code signing configuration. */
export async function functions(
  { lambda }: Cloud,
  Role: string,
): Promise<Named> {
  const ZipFile = PACKAGE;
  const { CodeSigningConfig } = await lambda.send(
    new CreateCodeSigningConfigCommand({
      AllowedPublishers: {
        SigningProfileVersionArns: [
          `arn:aws:signer:${REGION}:${OTHER_ACCOUNT}:/signing-profiles/other/AbCdEfGh12`,
        ],
      },
      Tags: { team: "gate" },
    }),
  );
  const layer = await lambda.send(
    new PublishLayerVersionCommand({
      LayerName: "shared",
      Content: { ZipFile },
    }),
  );
  const FunctionName = "greeter";
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: { ZipFile },
      Tags: { team: "gate" },
    }),
  );
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(
    new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: "AWS_IAM" }),
  );
  await lambda.send(
    new CreateAliasCommand({
      FunctionName,
      Name: "live",
      FunctionVersion: "1",
    }),
  );
  await lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: "granted",
      Action: "lambda:InvokeFunctionUrl",
      Principal: OTHER_ACCOUNT,
      FunctionUrlAuthType: "AWS_IAM",
    }),
  );
  return {
    FunctionName,
    Qualifier: "1",
    Resource: FunctionArn,
    Role,
    CodeSigningConfigArn: CodeSigningConfig?.CodeSigningConfigArn,
    LayerName: "shared",
    VersionNumber: 1,
    Arn: layer.LayerVersionArn,
    Layers: [layer.LayerVersionArn],
    Principal: OTHER_ACCOUNT,
    StatementId: "granted",
    FunctionUrlAuthType: "AWS_IAM",
    Tags: { team: "gate" },
    TagKeys: ["team"],
  };
}
