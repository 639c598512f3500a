import {
  PutConfigRuleCommand,
  PutConfigurationRecorderCommand,
  PutConformancePackCommand,
  PutOrganizationConfigRuleCommand,
  PutOrganizationConformancePackCommand,
  TagResourceCommand,
} from "@aws-sdk/client-config-service";
import type { Cloud } from "../../packages/platform/testing/cloud.ts";
import { TAGS, type Named } from "./named.ts";

const ENCRYPTED = "SNS_ENCRYPTED_KMS";
const TemplateBody = `
Resources:
  Encrypted:
    Type: AWS::Config::ConfigRule
    Properties:
      EvaluationModes: [{ Mode: PROACTIVE }]
      Source: { Owner: AWS, SourceIdentifier: ${ENCRYPTED} }
`;

/** A tagged recorder, rule and pack, and those of an organization, and what requests call them. */
export async function rules(
  { config, accountId }: Cloud,
  roleARN: string,
): Promise<Named> {
  const name = "world";
  await config.send(
    new PutConfigurationRecorderCommand({
      ConfigurationRecorder: { name, roleARN },
      Tags: TAGS,
    }),
  );
  await config.send(
    new PutConfigRuleCommand({
      ConfigRule: {
        ConfigRuleName: name,
        Source: { Owner: "AWS", SourceIdentifier: ENCRYPTED },
        EvaluationModes: [{ Mode: "PROACTIVE" }],
      },
      Tags: TAGS,
    }),
  );
  const { ConformancePackArn } = await config.send(
    new PutConformancePackCommand({ ConformancePackName: name, TemplateBody }),
  );
  const { OrganizationConformancePackArn } = await config.send(
    new PutOrganizationConformancePackCommand({
      OrganizationConformancePackName: name,
      TemplateBody,
    }),
  );
  const { OrganizationConfigRuleArn } = await config.send(
    new PutOrganizationConfigRuleCommand({
      OrganizationConfigRuleName: name,
      OrganizationManagedRuleMetadata: { RuleIdentifier: ENCRYPTED },
    }),
  );
  for (const ResourceArn of [
    ConformancePackArn,
    OrganizationConformancePackArn,
    OrganizationConfigRuleArn,
  ])
    await config.send(new TagResourceCommand({ ResourceArn, Tags: TAGS }));
  return {
    name,
    roleARN,
    accountId,
    Arn: undefined,
    ConfigRuleName: name,
    ConfigRuleNames: [name],
    ConfigurationRecorderName: name,
    ConfigurationRecorderNames: [name],
    ConformancePackName: name,
    ConformancePackNames: [name],
    OrganizationConfigRuleName: name,
    OrganizationConformancePackName: name,
    ResourceArn: ConformancePackArn,
    Tags: TAGS,
    TagKeys: ["team"],
  };
}
