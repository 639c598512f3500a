import {
  PutAggregationAuthorizationCommand,
  PutConfigRuleCommand,
  PutConfigurationAggregatorCommand,
  PutConfigurationRecorderCommand,
  PutConformancePackCommand,
  PutOrganizationConfigRuleCommand,
  PutOrganizationConformancePackCommand,
  PutStoredQueryCommand,
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
  await config.send(
    new PutConfigurationAggregatorCommand({
      ConfigurationAggregatorName: name,
      AccountAggregationSources: [
        { AccountIds: [accountId], AllAwsRegions: true },
      ],
      Tags: TAGS,
    }),
  );
  const authorized = {
    AuthorizedAccountId: accountId,
    AuthorizedAwsRegion: "us-east-1",
  };
  await config.send(
    new PutAggregationAuthorizationCommand({ ...authorized, Tags: TAGS }),
  );
  const StoredQuery = {
    QueryName: name,
    Expression: "SELECT resourceId",
  };
  await config.send(new PutStoredQueryCommand({ StoredQuery, Tags: TAGS }));
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
    ...authorized,
    ConfigurationAggregatorName: name,
    RoleArn: roleARN,
    StoredQuery,
    QueryName: name,
    RemediationConfigurations: [
      {
        ConfigRuleName: name,
        TargetType: "SSM_DOCUMENT",
        TargetId: `arn:aws:lambda:us-east-1:${accountId}:function:remedy`,
        Parameters: {
          AutomationAssumeRole: { StaticValue: { Values: [roleARN] } },
        },
      },
    ],
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
