import { join } from "node:path";
import { readFile } from "node:fs/promises";
import {
  CreateStackCommand,
  RegisterTypeCommand,
  SetTypeConfigurationCommand,
} from "@aws-sdk/client-cloudformation";
import { PutConformancePackCommand } from "@aws-sdk/client-config-service";
import type { Clients } from "../../packages/platform/testing/cloud.ts";
import {
  clientEnvironment,
  type PlatformProcess,
} from "../platform-process.ts";
import { run } from "./tool.ts";
import { words } from "./words.ts";

/** A hook as it is submitted. */
export interface Submission {
  readonly typeName: string;
  readonly packageUri: string;
  readonly roleArn: string;
  readonly logRoleArn: string;
  readonly logGroup: string;
}

/** A stack as it is asked for. */
export interface WantedStack {
  readonly name: string;
  readonly template: string;
  readonly capability: "CAPABILITY_IAM" | "CAPABILITY_NAMED_IAM";
  readonly parameters?: Readonly<Record<string, string>>;
  readonly topicArn?: string;
}

/** Somebody who carries the story's steps out with the files of a folder. */
export interface StoryTeller {
  deployPack(name: string, file: string): Promise<void>;
  /** Answers the registration's token. */
  submitHook(hook: Submission): Promise<string>;
  configureHook(typeName: string, file: string): Promise<void>;
  createStack(stack: WantedStack): Promise<void>;
}

/** Tells it through the SDK. */
export function bySdk(
  { cloudformation, config }: Clients,
  folder: string,
): StoryTeller {
  const read = (file: string) => readFile(join(folder, file), "utf8");
  return {
    async deployPack(ConformancePackName, file) {
      const TemplateBody = await read(file);
      await config.send(
        new PutConformancePackCommand({ ConformancePackName, TemplateBody }),
      );
    },
    async submitHook(hook) {
      const { RegistrationToken = "" } = await cloudformation.send(
        new RegisterTypeCommand({
          Type: "HOOK",
          TypeName: hook.typeName,
          SchemaHandlerPackage: hook.packageUri,
          ExecutionRoleArn: hook.roleArn,
          LoggingConfig: {
            LogRoleArn: hook.logRoleArn,
            LogGroupName: hook.logGroup,
          },
        }),
      );
      return RegistrationToken;
    },
    async configureHook(TypeName, file) {
      const Configuration = await read(file);
      await cloudformation.send(
        new SetTypeConfigurationCommand({
          Type: "HOOK",
          TypeName,
          Configuration,
        }),
      );
    },
    async createStack({ name, template, capability, parameters, topicArn }) {
      await cloudformation.send(
        new CreateStackCommand({
          StackName: name,
          TemplateBody: await read(template),
          Capabilities: [capability],
          ...(topicArn === undefined ? {} : { NotificationARNs: [topicArn] }),
          Parameters: Object.entries(parameters ?? {}).map(
            ([ParameterKey, ParameterValue]) => ({
              ParameterKey,
              ParameterValue,
            }),
          ),
        }),
      );
    },
  };
}

/** Tells it through the AWS CLI. */
export function byCli(platform: PlatformProcess, folder: string): StoryTeller {
  const env = clientEnvironment(platform);
  async function aws(...line: Parameters<typeof words>): Promise<string> {
    const command = words(...line);
    const { code, stdout, stderr } = await run(
      ["aws", ...command],
      env,
      folder,
    );
    if (code !== 0) throw new Error(`aws ${command.join(" ")}: ${stderr}`);
    return stdout.trim();
  }
  return {
    async deployPack(name, file) {
      await aws`configservice put-conformance-pack
        --conformance-pack-name ${name} --template-body file://${file}`;
    },
    submitHook: (hook) => aws`cloudformation register-type --type HOOK
      --type-name ${hook.typeName} --schema-handler-package ${hook.packageUri}
      --execution-role-arn ${hook.roleArn}
      --logging-config LogRoleArn=${hook.logRoleArn},LogGroupName=${hook.logGroup}
      --query RegistrationToken --output text`,
    async configureHook(typeName, file) {
      await aws`cloudformation set-type-configuration --type HOOK
        --type-name ${typeName} --configuration file://${file}`;
    },
    async createStack({ name, template, capability, parameters, topicArn }) {
      const given = Object.entries(parameters ?? {}).map(
        ([key, value]) => `ParameterKey=${key},ParameterValue=${value}`,
      );
      await aws`cloudformation create-stack --stack-name ${name}
        --template-body file://${template} --capabilities ${capability}
        ${topicArn === undefined ? [] : ["--notification-arns", topicArn]}
        ${given.length === 0 ? [] : ["--parameters", ...given]}`;
    },
  };
}
