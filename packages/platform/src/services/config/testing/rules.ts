import {
  GetComplianceDetailsByResourceCommand,
  GetResourceEvaluationSummaryCommand,
  PutConfigRuleCommand,
  StartResourceEvaluationCommand,
  type ConfigRule,
} from "@aws-sdk/client-config-service";
import type { Clients } from "../../../../testing/cloud.ts";

/** The rule of AWS's guide on preventive controls for functions. */
export const TRACING_POLICY = `rule lambda_tracing_check when configuration.tracingConfig exists {
  configuration.tracingConfig.mode == "Active"
}`;

/** Puts a Guard rule that judges before resources are made. */
export async function putPolicy(
  { config }: Pick<Clients, "config">,
  ConfigRuleName: string,
  PolicyText: string,
  more: Partial<ConfigRule> = {},
): Promise<void> {
  await config.send(
    new PutConfigRuleCommand({
      ConfigRule: {
        ConfigRuleName,
        Source: {
          Owner: "CUSTOM_POLICY",
          CustomPolicyDetails: { PolicyRuntime: "guard-2.x.x", PolicyText },
        },
        EvaluationModes: [{ Mode: "PROACTIVE" }],
        ...more,
      },
    }),
  );
}

/** Evaluates a resource proactively, and answers what all rules say of it. */
export async function verdictOn(
  { config }: Pick<Clients, "config">,
  ResourceType: string,
  properties: object,
): Promise<{
  compliance: string | undefined;
  annotations: readonly (string | undefined)[];
}> {
  const { ResourceEvaluationId } = await config.send(
    new StartResourceEvaluationCommand({
      ResourceDetails: {
        ResourceId: "wanted",
        ResourceType,
        ResourceConfiguration: JSON.stringify(properties),
        ResourceConfigurationSchemaType: "CFN_RESOURCE_SCHEMA",
      },
      EvaluationMode: "PROACTIVE",
    }),
  );
  const { Compliance } = await config.send(
    new GetResourceEvaluationSummaryCommand({ ResourceEvaluationId }),
  );
  const { EvaluationResults = [] } = await config.send(
    new GetComplianceDetailsByResourceCommand({ ResourceEvaluationId }),
  );
  return {
    compliance: Compliance,
    annotations: EvaluationResults.map(({ Annotation }) => Annotation),
  };
}

/** A conformance pack with a Guard rule and a managed rule that takes a parameter. */
export function tracingPack(): string {
  return `
Parameters:
  Runtime:
    Type: String
Resources:
  Tracing:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: tracing
      EvaluationModes:
        - Mode: PROACTIVE
      Source:
        Owner: CUSTOM_POLICY
        CustomPolicyDetails:
          PolicyRuntime: guard-2.x.x
          PolicyText: |
            rule lambda_tracing_check when configuration.tracingConfig exists {
              configuration.tracingConfig.mode == "Active"
            }
  Settings:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: settings
      EvaluationModes:
        - Mode: PROACTIVE
      InputParameters:
        runtime: !Ref Runtime
      Source:
        Owner: AWS
        SourceIdentifier: LAMBDA_FUNCTION_SETTINGS_CHECK
`;
}
