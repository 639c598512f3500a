import {
  ActivateTypeCommand,
  DeactivateTypeCommand,
  DescribeTypeCommand,
  SetTypeConfigurationCommand,
} from "@aws-sdk/client-cloudformation";
import { absentAs } from "../../../core/resource-absence.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { configured } from "./configured.ts";
import { schemaOf } from "./schemas.ts";

/** What a kind of hook calls its own in a template, and in its configuration. */
interface OwnProperties {
  readonly toConfiguration: (properties: Properties) => Properties;
  readonly toTemplate: (own: Properties) => Properties;
}

interface Location {
  readonly Uri: string;
  readonly VersionId?: string;
}

/** A hook that evaluates by Guard rules, activated and configured as one. */
export const guardHook = activatedHook("GuardHook", {
  toConfiguration({ RuleLocation, LogBucket, Options }) {
    const { InputParams } = (Options ?? {}) as {
      InputParams?: Location | readonly Location[];
    };
    return {
      ruleLocation: written(RuleLocation as Location),
      ...(LogBucket === undefined ? {} : { logBucket: LogBucket }),
      ...(InputParams === undefined
        ? {}
        : {
            options: {
              inputParams: Array.isArray(InputParams)
                ? (InputParams as readonly Location[]).map(written)
                : written(InputParams as Location),
            },
          }),
    };
  },
  toTemplate({ ruleLocation, logBucket, options }) {
    const { inputParams } = (options ?? {}) as { inputParams?: unknown };
    return {
      RuleLocation: shown(ruleLocation),
      ...(logBucket === undefined ? {} : { LogBucket: logBucket }),
      ...(inputParams === undefined
        ? {}
        : {
            Options: {
              InputParams: Array.isArray(inputParams)
                ? inputParams.map(shown)
                : shown(inputParams),
            },
          }),
    };
  },
});

/** A hook that evaluates by a function. */
export const lambdaHook = activatedHook("LambdaHook", {
  toConfiguration: ({ LambdaFunction }) => ({ LambdaFunction }),
  toTemplate: ({ LambdaFunction }) => ({ LambdaFunction }),
});

function activatedHook(kind: "GuardHook" | "LambdaHook", own: OwnProperties) {
  const typeName = `AWS::CloudFormation::${kind}`;
  const activate = async (
    { Alias, ExecutionRole }: Properties,
    ctx: ResourceContext,
  ): Promise<string> => {
    const { Arn = "" } = await ctx.send(
      new ActivateTypeCommand({
        Type: "HOOK",
        TypeName: `AWS::Hooks::${kind}`,
        TypeNameAlias: Alias as string,
        ExecutionRoleArn: ExecutionRole as string,
      }),
    );
    return Arn;
  };
  const configure = (
    TypeArn: string,
    properties: Properties,
    ctx: ResourceContext,
  ) =>
    ctx.send(
      new SetTypeConfigurationCommand({
        TypeArn,
        Configuration: configurationOf(properties, own),
      }),
    );
  return resourceType({
    typeName,
    schema: schemaOf(typeName),

    async create(properties, ctx) {
      const TypeArn = await activate(properties, ctx);
      await configure(TypeArn, properties, ctx);
      return TypeArn;
    },

    async read(Arn, ctx) {
      const type = await ctx
        .send(new DescribeTypeCommand({ Arn }))
        .catch(absentAs("TypeNotFoundException"));
      const found = type && (await configured({ TypeArn: Arn }, ctx));
      if (!found) return undefined;
      return {
        HookArn: Arn,
        Alias: type.TypeName,
        ExecutionRole: type.ExecutionRoleArn,
        ...templateOf(found.Configuration ?? "{}", own),
      };
    },

    async update(Arn, { before, after }, ctx) {
      if (before["ExecutionRole"] !== after["ExecutionRole"])
        await activate(after, ctx);
      await configure(Arn, after, ctx);
    },

    async delete(Arn, ctx) {
      await ctx
        .send(new DeactivateTypeCommand({ Arn }))
        .catch(absentAs("TypeNotFoundException"));
    },
  });
}

function configurationOf(
  properties: Properties,
  { toConfiguration }: OwnProperties,
): string {
  const { HookStatus, FailureMode, TargetOperations } = properties;
  const { TargetFilters, StackFilters } = properties;
  return JSON.stringify({
    CloudFormationConfiguration: {
      HookConfiguration: {
        HookInvocationStatus: HookStatus,
        FailureMode,
        TargetOperations,
        Properties: toConfiguration(properties),
        ...(TargetFilters === undefined ? {} : { TargetFilters }),
        ...(StackFilters === undefined ? {} : { StackFilters }),
      },
    },
  });
}

function templateOf(
  configuration: string,
  { toTemplate }: OwnProperties,
): Properties {
  const value = JSON.parse(configuration) as {
    CloudFormationConfiguration: { HookConfiguration: Properties };
  };
  const {
    HookInvocationStatus,
    Properties: given,
    ...rest
  } = value.CloudFormationConfiguration.HookConfiguration;
  return {
    HookStatus: HookInvocationStatus,
    ...rest,
    ...toTemplate((given ?? {}) as Properties),
  };
}

const written = ({ Uri, VersionId }: Location) => ({
  uri: Uri,
  ...(VersionId === undefined ? {} : { versionId: VersionId }),
});

function shown(location: unknown): Location {
  if (typeof location === "string") return { Uri: location };
  const { uri, versionId } = location as { uri: string; versionId?: string };
  return {
    Uri: uri,
    ...(versionId === undefined ? {} : { VersionId: versionId }),
  };
}
