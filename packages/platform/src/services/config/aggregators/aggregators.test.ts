import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  DeleteAggregationAuthorizationCommand,
  DeleteConfigurationAggregatorCommand,
  DescribeAggregateComplianceByConfigRulesCommand,
  DescribeAggregationAuthorizationsCommand,
  DescribeConfigurationAggregatorsCommand,
  DescribeConfigurationAggregatorSourcesStatusCommand,
  GetAggregateComplianceDetailsByConfigRuleCommand,
  GetAggregateConfigRuleComplianceSummaryCommand,
  GetAggregateResourceConfigCommand,
  ListAggregateDiscoveredResourcesCommand,
  PutAggregationAuthorizationCommand,
  PutConfigurationAggregatorCommand,
  SelectAggregateResourceConfigCommand,
  type PutConfigurationAggregatorCommandInput,
} from "@aws-sdk/client-config-service";
import { REGION, startCloud, type Clients } from "../../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  makeUser,
  trustingService,
} from "../../../../testing/principals.ts";
import {
  makeAccount,
  makeOrganization,
} from "../../organizations/testing/organization.ts";
import { recordTopic, TOPIC } from "../testing/recorded-topic.ts";

const ConfigurationAggregatorName = "all";
const SOURCE = "222222222222";

test("an aggregator shows accounts that let it look, as long as they do", async () => {
  await using cloud = await startCloud();
  const source = await cloud.account(SOURCE);
  await recordTopic(source, SOURCE);
  const { config } = cloud;
  await putAggregator(cloud, {
    AccountAggregationSources: [
      { AccountIds: [SOURCE, cloud.accountId], AllAwsRegions: true },
    ],
  });
  deepEqual(await statusesOf(cloud), [
    `${SOURCE} FAILED AuthorizationRequired`,
    `${cloud.accountId} SUCCEEDED`,
  ]);
  deepEqual(await namesIn(cloud), []);

  const authorization = {
    AuthorizedAccountId: cloud.accountId,
    AuthorizedAwsRegion: REGION,
  };
  // It is the source's to let others look: the aggregator's own account cannot do it for it.
  await config.send(new PutAggregationAuthorizationCommand(authorization));
  deepEqual(await namesIn(cloud), []);
  const { AggregationAuthorization } = await source.config.send(
    new PutAggregationAuthorizationCommand(authorization),
  );
  match(
    AggregationAuthorization?.AggregationAuthorizationArn ?? "",
    /:222222222222:aggregation-authorization\/000000000000\/us-east-1$/,
  );
  deepEqual(await namesIn(cloud), [`${SOURCE} news`]);

  const aggregator = { ConfigurationAggregatorName };
  const { AggregateComplianceByConfigRules: [rule] = [] } = await config.send(
    new DescribeAggregateComplianceByConfigRulesCommand(aggregator),
  );
  equal(rule?.ConfigRuleName, "named");
  equal(rule?.AccountId, SOURCE);
  equal(rule?.Compliance?.ComplianceType, "NON_COMPLIANT");
  const { AggregateEvaluationResults: [result] = [] } = await config.send(
    new GetAggregateComplianceDetailsByConfigRuleCommand({
      ...aggregator,
      ConfigRuleName: "named",
      AccountId: SOURCE,
      AwsRegion: REGION,
    }),
  );
  equal(result?.ComplianceType, "NON_COMPLIANT");
  const { AggregateComplianceCounts: [count] = [] } = await config.send(
    new GetAggregateConfigRuleComplianceSummaryCommand({
      ...aggregator,
      GroupByKey: "ACCOUNT_ID",
    }),
  );
  equal(count?.GroupName, SOURCE);
  equal(count?.ComplianceSummary?.NonCompliantResourceCount?.CappedCount, 1);
  const { Results } = await config.send(
    new SelectAggregateResourceConfigCommand({
      ...aggregator,
      Expression: `SELECT accountId, resourceName WHERE resourceType = '${TOPIC}'`,
    }),
  );
  deepEqual(Results, [`{"accountId":"${SOURCE}","resourceName":"news"}`]);
  const ResourceIdentifier = {
    SourceAccountId: SOURCE,
    SourceRegion: REGION,
    ResourceType: TOPIC,
    ResourceId: `arn:aws:sns:${REGION}:${SOURCE}:news`,
  } as const;
  const one = new GetAggregateResourceConfigCommand({
    ...aggregator,
    ResourceIdentifier,
  });
  const { ConfigurationItem } = await config.send(one);
  equal(ConfigurationItem?.accountId, SOURCE);

  await source.config.send(
    new DeleteAggregationAuthorizationCommand(authorization),
  );
  const { AggregationAuthorizations } = await source.config.send(
    new DescribeAggregationAuthorizationsCommand({}),
  );
  deepEqual(AggregationAuthorizations, []);
  deepEqual(await namesIn(cloud), []);
  await rejects(config.send(one), { name: "ResourceNotDiscoveredException" });
  await config.send(new DeleteConfigurationAggregatorCommand(aggregator));
  await rejects(config.send(one), {
    name: "NoSuchConfigurationAggregatorException",
  });
});

test("an organization's aggregator shows its accounts, by a role that may list them", async () => {
  await using cloud = await startCloud();
  await makeOrganization(cloud);
  const member = await makeAccount(cloud, "blue");
  await recordTopic(await cloud.account(member), member);
  const trust = trustingService("config.amazonaws.com");
  const put = (RoleArn: string, by: Clients = cloud) =>
    putAggregator(by, {
      OrganizationAggregationSource: { RoleArn, AllAwsRegions: true },
    });
  const powerless = await makeRole(cloud, "powerless", trust);
  await rejects(put(powerless), { name: "InvalidRoleException" });
  const role = await makeRole(
    cloud,
    "lister",
    trust,
    allowing("organizations:ListAccounts"),
  );
  const mayNot = await makeUser(
    cloud,
    "may-not-pass",
    allowing("config:PutConfigurationAggregator"),
  );
  await rejects(put(role, mayNot), { name: "AccessDeniedException" });
  await put(role);
  deepEqual(await namesIn(cloud), [`${member} news`]);
  // A member speaks for itself only.
  await rejects(put(role, await cloud.account(member)), {
    name: /OrganizationAccessDenied|AccessDenied/,
  });
});

test("aggregators have one kind of source, and names that exist", async () => {
  await using cloud = await startCloud();
  for (const [sources, message] of [
    [{}, /Specify either one AccountAggregationSource/],
    [
      { AccountAggregationSources: [{ AccountIds: [SOURCE] }] },
      /Specify either AllAwsRegions or AwsRegions/,
    ],
    [
      {
        AccountAggregationSources: [
          { AccountIds: [SOURCE], AllAwsRegions: true, AwsRegions: [REGION] },
        ],
      },
      /Specify either AllAwsRegions or AwsRegions/,
    ],
  ] as const)
    await rejects(
      putAggregator(
        cloud,
        sources as Partial<PutConfigurationAggregatorCommandInput>,
      ),
      { name: "InvalidParameterValueException", message },
    );
  await rejects(
    cloud.config.send(
      new DescribeConfigurationAggregatorsCommand({
        ConfigurationAggregatorNames: ["none"],
      }),
    ),
    { name: "NoSuchConfigurationAggregatorException" },
  );
});

function putAggregator(
  { config }: Pick<Clients, "config">,
  sources: Partial<PutConfigurationAggregatorCommandInput>,
) {
  return config.send(
    new PutConfigurationAggregatorCommand({
      ConfigurationAggregatorName,
      ...sources,
    }),
  );
}

async function statusesOf({ config }: Pick<Clients, "config">) {
  const { AggregatedSourceStatusList = [] } = await config.send(
    new DescribeConfigurationAggregatorSourcesStatusCommand({
      ConfigurationAggregatorName,
    }),
  );
  return AggregatedSourceStatusList.map(
    ({ SourceId, LastUpdateStatus, LastErrorCode = "" }) =>
      `${SourceId} ${LastUpdateStatus} ${LastErrorCode}`.trim(),
  );
}

async function namesIn({ config }: Pick<Clients, "config">) {
  const { ResourceIdentifiers = [] } = await config.send(
    new ListAggregateDiscoveredResourcesCommand({
      ConfigurationAggregatorName,
      ResourceType: TOPIC,
    }),
  );
  return ResourceIdentifiers.map(
    ({ SourceAccountId, ResourceName }) => `${SourceAccountId} ${ResourceName}`,
  );
}
