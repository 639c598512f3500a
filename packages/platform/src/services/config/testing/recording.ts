import { setTimeout as sleep } from "node:timers/promises";
import {
  GetComplianceDetailsByResourceCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
  type RecordingGroup,
  type ResourceType,
} from "@aws-sdk/client-config-service";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import type { Clients } from "../../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  trustingService,
} from "../../../../testing/principals.ts";

export const EVERYTHING: RecordingGroup = {
  allSupported: true,
  includeGlobalResourceTypes: true,
};

export function only(...resourceTypes: ResourceType[]): RecordingGroup {
  return {
    recordingStrategy: { useOnly: "INCLUSION_BY_RESOURCE_TYPES" },
    resourceTypes,
  };
}

/** Makes a recorder named `default` with a role of its own. */
export async function putRecorder(
  by: Clients,
  policy = allowing("*"),
  recordingGroup?: RecordingGroup,
): Promise<void> {
  const trust = trustingService("config.amazonaws.com");
  const roleARN = await makeRole(by, "recorder", trust, policy);
  await by.config.send(
    new PutConfigurationRecorderCommand({
      ConfigurationRecorder: {
        name: "default",
        roleARN,
        ...(recordingGroup ? { recordingGroup } : {}),
      },
    }),
  );
}

/** Records from now on, and delivers to a bucket, and to a topic where one is named. */
export async function record(
  by: Clients,
  {
    policy,
    group,
    snsTopicARN,
    Bucket = "audit",
  }: {
    policy?: string;
    group?: RecordingGroup;
    snsTopicARN?: string;
    Bucket?: string;
  } = {},
): Promise<void> {
  await putRecorder(by, policy, group);
  await by.s3.send(new CreateBucketCommand({ Bucket }));
  await by.config.send(
    new PutDeliveryChannelCommand({
      DeliveryChannel: {
        name: "default",
        s3BucketName: Bucket,
        ...(snsTopicARN === undefined ? {} : { snsTopicARN }),
      },
    }),
  );
  await by.config.send(
    new StartConfigurationRecorderCommand({
      ConfigurationRecorderName: "default",
    }),
  );
}

/** What the first rule says of a recorded resource. */
export async function complianceOf(
  { config }: Pick<Clients, "config">,
  ResourceType: string,
  ResourceId: string,
): Promise<string | undefined> {
  const { EvaluationResults: [result] = [] } = await config.send(
    new GetComplianceDetailsByResourceCommand({ ResourceType, ResourceId }),
  );
  return result?.ComplianceType;
}

/** Waits for what is done beside requests. */
export async function until(ready: () => Promise<boolean>): Promise<void> {
  while (!(await ready())) await sleep(10);
}
