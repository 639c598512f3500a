import {
  CreateGroupCommand,
  CreateSamplingRuleCommand,
  type SamplingRule,
} from "@aws-sdk/client-xray";
import type { Cloud } from "../../packages/platform/testing/cloud.ts";
import { TAGS, type Named } from "./named.ts";

/** A rule as requests name it: by its name alone. */
export const RULE: SamplingRule = {
  RuleName: "checkout",
  ResourceARN: "*",
  Priority: 1,
  FixedRate: 0.1,
  ReservoirSize: 1,
  ServiceName: "*",
  ServiceType: "*",
  Host: "*",
  HTTPMethod: "*",
  URLPath: "*",
  Version: 1,
};

/** A sampling rule and a group, both with tags. */
export async function tracing({ xray }: Cloud): Promise<Named> {
  const { SamplingRuleRecord } = await xray.send(
    new CreateSamplingRuleCommand({ SamplingRule: RULE, Tags: TAGS }),
  );
  await xray.send(new CreateGroupCommand({ GroupName: "slow", Tags: TAGS }));
  return {
    RuleName: RULE.RuleName,
    RuleARN: undefined,
    GroupName: "slow",
    GroupARN: undefined,
    ResourceARN: SamplingRuleRecord?.SamplingRule?.RuleARN,
    Tags: TAGS,
    TagKeys: ["team"],
  };
}
