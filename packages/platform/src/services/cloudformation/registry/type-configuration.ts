import { checkedProperties } from "../../../core/resource-properties.ts";
import type {
  Properties,
  ResourceSchema,
} from "../../../core/resource-type.ts";

export type TargetOperation =
  "RESOURCE" | "STACK" | "CHANGE_SET" | "CLOUD_CONTROL";
export type HookAction = "CREATE" | "UPDATE" | "DELETE";

/** How a hook is to be used (hooks guide, "Hook configuration schema syntax reference"). */
export interface HookConfiguration {
  readonly enabled: boolean;
  readonly failureMode: "FAIL" | "WARN";
  readonly targetOperations: readonly TargetOperation[];
  readonly properties: Properties;
  readonly targetFilters?: TargetFilters;
  readonly stackFilters?: StackFilters;
}

export interface TargetFilters {
  readonly Targets?: readonly {
    readonly TargetName?: string;
    readonly Action?: string;
    readonly InvocationPoint?: string;
  }[];
  readonly TargetNames?: readonly string[];
  readonly Actions?: readonly string[];
  readonly InvocationPoints?: readonly string[];
}

export interface StackFilters {
  readonly FilteringCriteria?: "ALL" | "ANY";
  readonly StackNames?: Included;
  readonly StackRoles?: Included;
}

export interface Included {
  readonly Include?: readonly string[];
  readonly Exclude?: readonly string[];
}

/** A configuration, or why it is none. */
export type ConfigurationReading =
  | { readonly ok: true; readonly configuration: HookConfiguration }
  | { readonly ok: false; readonly reason: string };

interface Written {
  readonly HookInvocationStatus?: "ENABLED" | "DISABLED";
  readonly TargetStacks?: "ALL" | "NONE";
  readonly TargetOperations?: readonly TargetOperation[];
  readonly FailureMode?: "FAIL" | "WARN";
  readonly Properties?: Properties;
  readonly TargetFilters?: TargetFilters;
  readonly StackFilters?: StackFilters;
}

/** Reads the text that SetTypeConfiguration takes. @param schema what the hook's own properties are held to */
export function readConfiguration(
  text: string,
  schema: ResourceSchema,
): ConfigurationReading {
  const value = parsed(text);
  if (value === undefined)
    return { ok: false, reason: "The configuration is not valid JSON." };
  const checked = checkedProperties(CONFIGURATION, value as Properties);
  if (!checked.ok) return refused(checked.problems);
  const { CloudFormationConfiguration } = checked.properties as {
    CloudFormationConfiguration: { HookConfiguration: Written };
  };
  const { HookConfiguration: written } = CloudFormationConfiguration;
  const own = checkedProperties(schema, written.Properties ?? {});
  if (!own.ok) return refused(own.problems);
  return {
    ok: true,
    configuration: {
      enabled:
        written.HookInvocationStatus === undefined
          ? written.TargetStacks === "ALL"
          : written.HookInvocationStatus === "ENABLED",
      failureMode: written.FailureMode ?? "WARN",
      targetOperations: written.TargetOperations ?? ["RESOURCE"],
      properties: own.properties,
      ...(written.TargetFilters
        ? { targetFilters: written.TargetFilters }
        : {}),
      ...(written.StackFilters ? { stackFilters: written.StackFilters } : {}),
    },
  };
}

const refused = (problems: readonly string[]) => ({
  ok: false as const,
  reason: `The configuration does not match the schema: ${problems.join("; ")}`,
});

const texts = (most: number, values?: readonly string[]) => ({
  type: "array",
  maxItems: most,
  minItems: 1,
  items: { type: "string", maxLength: 256, ...(values && { enum: values }) },
});

const closed = (
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[] = [],
) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

const ACTIONS = ["CREATE", "UPDATE", "DELETE"];
const POINTS = ["PRE_PROVISION"];
const INCLUDED = closed({ Include: texts(50), Exclude: texts(50) });

const HOOK_CONFIGURATION = {
  ...closed({
    HookInvocationStatus: { type: "string", enum: ["ENABLED", "DISABLED"] },
    TargetStacks: { type: "string", enum: ["ALL", "NONE"] },
    TargetOperations: texts(4, [
      "RESOURCE",
      "STACK",
      "CHANGE_SET",
      "CLOUD_CONTROL",
    ]),
    FailureMode: { type: "string", enum: ["FAIL", "WARN"] },
    EncryptionConfiguration: { type: "object" },
    Properties: { type: "object" },
    TargetFilters: closed({
      Targets: {
        type: "array",
        maxItems: 50,
        minItems: 1,
        items: closed({
          TargetName: { type: "string", minLength: 1, maxLength: 256 },
          Action: { type: "string", enum: ACTIONS },
          InvocationPoint: { type: "string", enum: POINTS },
        }),
      },
      TargetNames: texts(50),
      Actions: texts(50, ACTIONS),
      InvocationPoints: texts(50, POINTS),
    }),
    StackFilters: closed({
      FilteringCriteria: { type: "string", enum: ["ALL", "ANY"] },
      StackNames: INCLUDED,
      StackRoles: INCLUDED,
    }),
  }),
  anyOf: [
    { required: ["HookInvocationStatus"] },
    { required: ["TargetStacks"] },
  ],
};

const CONFIGURATION: ResourceSchema = {
  typeName: "AWS::CloudFormation::HookTypeConfig",
  primaryIdentifier: [],
  ...closed(
    {
      CloudFormationConfiguration: closed(
        { HookConfiguration: HOOK_CONFIGURATION },
        ["HookConfiguration"],
      ),
    },
    ["CloudFormationConfiguration"],
  ),
};

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}
