import {
  DescribeRemediationExecutionStatusCommand,
  PutRemediationConfigurationsCommand,
  type RemediationConfiguration,
  type ResourceType,
} from "@aws-sdk/client-config-service";
import type { Clients, Cloud } from "../../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  trustingService,
} from "../../../../testing/principals.ts";

/** A function that fails, and writes down every event that reaches it. */
export const BROKEN =
  'export const handler = async (event) => { console.log("EVENT " + JSON.stringify(event)); throw new Error("broken"); };';

export const RESOURCE = { ResourceValue: { Value: "RESOURCE_ID" as const } };

/** A role with which remediation may call functions. */
export const makeRemedyRole = (cloud: Cloud): Promise<string> =>
  makeRole(
    cloud,
    "remedy",
    trustingService("ssm.amazonaws.com"),
    allowing("lambda:InvokeFunction"),
  );

export const putRemediation = (
  { config }: Pick<Clients, "config">,
  configuration: Omit<RemediationConfiguration, "TargetType">,
) =>
  config.send(
    new PutRemediationConfigurationsCommand({
      RemediationConfigurations: [
        { TargetType: "SSM_DOCUMENT", ...configuration },
      ],
    }),
  );

/** How the last remediation of a resource went. */
export async function remediationStatus(
  { config }: Pick<Clients, "config">,
  ConfigRuleName: string,
  resource: { resourceType: ResourceType; resourceId: string },
) {
  const { RemediationExecutionStatuses: [status] = [] } = await config.send(
    new DescribeRemediationExecutionStatusCommand({
      ConfigRuleName,
      ResourceKeys: [resource],
    }),
  );
  return status;
}
