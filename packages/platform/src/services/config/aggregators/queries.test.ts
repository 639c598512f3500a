import { deepEqual, equal, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  BatchGetAggregateResourceConfigCommand,
  DescribeAggregateComplianceByConfigRulesCommand,
  DescribeAggregateComplianceByConformancePacksCommand,
  GetAggregateComplianceDetailsByConfigRuleCommand,
  GetAggregateConfigRuleComplianceSummaryCommand,
  GetAggregateConformancePackComplianceSummaryCommand,
  GetAggregateDiscoveredResourceCountsCommand,
  GetAggregateResourceConfigCommand,
  ListAggregateDiscoveredResourcesCommand,
  PutAggregationAuthorizationCommand,
  PutConfigurationAggregatorCommand,
  PutConformancePackCommand,
  SelectAggregateResourceConfigCommand,
  type AggregateConformancePackComplianceFilters,
  type ConfigRuleComplianceFilters,
  type GetAggregateDiscoveredResourceCountsCommandInput,
  type ResourceFilters,
} from "@aws-sdk/client-config-service";
import { CreateTopicCommand, DeleteTopicCommand } from "@aws-sdk/client-sns";
import {
  REGION,
  startCloud,
  type Clients,
  type Cloud,
} from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { recordTopic, TOPIC } from "../testing/recorded-topic.ts";
import { complianceOf, until } from "../testing/recording.ts";
import { putPolicy } from "../testing/rules.ts";

const SOURCE = "222222222222";
const CLOSED = "333333333333";
const aggregator = { ConfigurationAggregatorName: "all" };

let cloud: Cloud;
let source: Clients;

/** Of the three accounts that the aggregator names, two let it look. */
before(async () => {
  cloud = await startCloud();
  source = await cloud.account(SOURCE);
  const closed = await cloud.account(CLOSED);
  for (const [by, accountId] of [
    [cloud, cloud.accountId],
    [source, SOURCE],
    [closed, CLOSED],
  ] as const)
    await recordTopic(by, accountId);
  await source.sns.send(
    new CreateTopicCommand({
      Name: "titled",
      Attributes: { DisplayName: "Titled" },
    }),
  );
  // A rule without results, which no aggregator shows.
  await putPolicy(source, "unused", "rule unused { configuration exists }", {
    Scope: { ComplianceResourceTypes: ["AWS::SQS::Queue"] },
  });
  await source.config.send(
    new PutAggregationAuthorizationCommand({
      AuthorizedAccountId: cloud.accountId,
      AuthorizedAwsRegion: REGION,
    }),
  );
  await cloud.config.send(
    new PutConfigurationAggregatorCommand({
      ...aggregator,
      AccountAggregationSources: [
        {
          AccountIds: [cloud.accountId, SOURCE, CLOSED],
          AwsRegions: [REGION],
        },
      ],
    }),
  );
  await putPack(cloud, "ours", [
    "configuration exists",
    "configuration.DisplayName exists",
  ]);
  await putPack(source, "theirs", ["configuration exists"]);
  await until(async () => {
    const packs = await packsOf();
    return (
      packs.includes(`${cloud.accountId} ours NON_COMPLIANT`) &&
      packs.includes(`${SOURCE} theirs COMPLIANT`)
    );
  });
  const titled = topicOf(SOURCE, "titled");
  await until(
    async () => (await complianceOf(source, TOPIC, titled)) === "COMPLIANT",
  );
  await until(async () => (await namesIn({})).length === 3);
});
after(() => cloud[Symbol.asyncDispose]());

test("resources are counted over all sources, by filters and groups", async () => {
  const count = async (
    more: Partial<GetAggregateDiscoveredResourceCountsCommandInput>,
  ) => {
    const { TotalDiscoveredResources, GroupByKey, GroupedResourceCounts } =
      await cloud.config.send(
        new GetAggregateDiscoveredResourceCountsCommand({
          ...aggregator,
          ...more,
        }),
      );
    return [
      TotalDiscoveredResources,
      GroupByKey,
      GroupedResourceCounts?.map(
        ({ GroupName, ResourceCount }) => `${GroupName} ${ResourceCount}`,
      ),
    ];
  };
  deepEqual(await count({}), [3, undefined, []]);
  deepEqual(await count({ GroupByKey: "ACCOUNT_ID" }), [
    3,
    "ACCOUNT_ID",
    [`${SOURCE} 2`, `${cloud.accountId} 1`],
  ]);
  deepEqual(await count({ GroupByKey: "RESOURCE_TYPE" }), [
    3,
    "RESOURCE_TYPE",
    [`${TOPIC} 3`],
  ]);
  deepEqual(await count({ GroupByKey: "AWS_REGION" }), [
    3,
    "AWS_REGION",
    [`${REGION} 3`],
  ]);
  for (const [Filters, found] of [
    [{ AccountId: SOURCE }, 2],
    [{ AccountId: CLOSED }, 0],
    [{ Region: "eu-west-1" }, 0],
    [{ ResourceType: "AWS::SQS::Queue" }, 0],
    [{ ResourceType: TOPIC, AccountId: cloud.accountId, Region: REGION }, 1],
  ] as const)
    deepEqual(await count({ Filters }), [found, undefined, []]);
  const page = await cloud.config.send(
    new GetAggregateDiscoveredResourceCountsCommand({
      ...aggregator,
      GroupByKey: "ACCOUNT_ID",
      Limit: 1,
    }),
  );
  equal(page.GroupedResourceCounts?.length, 1);
  equal(page.TotalDiscoveredResources, 3);
  deepEqual(
    (
      await cloud.config.send(
        new GetAggregateDiscoveredResourceCountsCommand({
          ...aggregator,
          GroupByKey: "ACCOUNT_ID",
          NextToken: page.NextToken,
        }),
      )
    ).GroupedResourceCounts,
    [{ GroupName: cloud.accountId, ResourceCount: 1 }],
  );
});

test("resources are listed by each filter", async () => {
  const ours = `${cloud.accountId} news`;
  const theirs = [`${SOURCE} news`, `${SOURCE} titled`];
  for (const [Filters, found] of [
    [{}, [ours, ...theirs]],
    [{ AccountId: SOURCE }, theirs],
    [{ AccountId: CLOSED }, []],
    [{ Region: "eu-west-1" }, []],
    [{ ResourceName: "news" }, [ours, theirs[0]]],
    [{ ResourceId: topicOf(SOURCE, "titled") }, [theirs[1]]],
    [{ ResourceName: "news", ResourceId: topicOf(SOURCE, "titled") }, []],
  ] as const)
    deepEqual(await namesIn(Filters), found);
});

test("several resources are looked up at once; what the aggregator does not have is not processed", async () => {
  const identifiers = [
    identifier(SOURCE, "titled"),
    identifier(cloud.accountId, "news"),
    identifier(SOURCE, "none"),
    identifier(CLOSED, "news"),
  ];
  const batch = new BatchGetAggregateResourceConfigCommand({
    ...aggregator,
    ResourceIdentifiers: identifiers,
  });
  const { BaseConfigurationItems = [], UnprocessedResourceIdentifiers } =
    await cloud.config.send(batch);
  deepEqual(
    BaseConfigurationItems.map(({ accountId, resourceName, configuration }) => [
      accountId,
      resourceName,
      configuration?.includes('"DisplayName":"Titled"'),
    ]),
    [
      [SOURCE, "titled", true],
      [cloud.accountId, "news", false],
    ],
  );
  deepEqual(UnprocessedResourceIdentifiers, identifiers.slice(2));
  const mayNot = await makeUser(
    cloud,
    "may-not",
    allowing("config:GetAggregateResourceConfig"),
  );
  await rejects(mayNot.config.send(batch), { name: "AccessDeniedException" });
  const one = (ResourceIdentifier: ReturnType<typeof identifier>) =>
    mayNot.config.send(
      new GetAggregateResourceConfigCommand({
        ...aggregator,
        ResourceIdentifier,
      }),
    );
  const { ConfigurationItem } = await one(identifier(SOURCE, "titled"));
  equal(ConfigurationItem?.resourceName, "titled");
  await rejects(one(identifier(CLOSED, "news")), {
    name: "ResourceNotDiscoveredException",
  });
  await rejects(
    cloud.config.send(
      new BatchGetAggregateResourceConfigCommand({
        ConfigurationAggregatorName: "none",
        ResourceIdentifiers: identifiers,
      }),
    ),
    { name: "NoSuchConfigurationAggregatorException" },
  );
});

test("a deleted resource is no longer looked up", async () => {
  const { TopicArn } = await source.sns.send(
    new CreateTopicCommand({ Name: "brief" }),
  );
  const wanted = identifier(SOURCE, "brief");
  const found = async () => {
    const { BaseConfigurationItems = [] } = await cloud.config.send(
      new BatchGetAggregateResourceConfigCommand({
        ...aggregator,
        ResourceIdentifiers: [wanted],
      }),
    );
    return BaseConfigurationItems.length;
  };
  await until(async () => (await found()) === 1);
  await source.sns.send(new DeleteTopicCommand({ TopicArn }));
  await until(async () => (await found()) === 0);
  await cloud.settled();
});

test("rules are shown with each filter, and those alone that have results", async () => {
  const rules = async (Filters: ConfigRuleComplianceFilters) => {
    const { AggregateComplianceByConfigRules = [] } = await cloud.config.send(
      new DescribeAggregateComplianceByConfigRulesCommand({
        ...aggregator,
        Filters,
      }),
    );
    return AggregateComplianceByConfigRules.filter(
      // The rules of packs have names of their own.
      ({ ConfigRuleName }) => !ConfigRuleName?.includes("conformance-pack"),
    ).map(
      ({ AccountId, ConfigRuleName, Compliance }) =>
        `${AccountId} ${ConfigRuleName} ${Compliance?.ComplianceType}`,
    );
  };
  const ours = `${cloud.accountId} named NON_COMPLIANT`;
  const theirs = `${SOURCE} named NON_COMPLIANT`;
  for (const [Filters, found] of [
    [{}, [ours, theirs]],
    [{ AccountId: SOURCE }, [theirs]],
    [{ AwsRegion: "eu-west-1" }, []],
    [{ ConfigRuleName: "named" }, [ours, theirs]],
    [{ ConfigRuleName: "unused" }, []],
    [{ ComplianceType: "NON_COMPLIANT" }, [ours, theirs]],
    [{ ComplianceType: "COMPLIANT" }, []],
  ] as const)
    deepEqual(await rules(Filters), found);
  await rejects(rules({ ComplianceType: "INSUFFICIENT_DATA" }), {
    name: "ValidationException",
  });
});

test("a rule's results are shown by their compliance", async () => {
  const details = async (
    AccountId: string,
    ComplianceType?: "COMPLIANT" | "NON_COMPLIANT" | "NOT_APPLICABLE",
  ) => {
    const { AggregateEvaluationResults = [] } = await cloud.config.send(
      new GetAggregateComplianceDetailsByConfigRuleCommand({
        ...aggregator,
        ConfigRuleName: "named",
        AccountId,
        AwsRegion: REGION,
        ...(ComplianceType ? { ComplianceType } : {}),
      }),
    );
    return AggregateEvaluationResults.map(
      ({ EvaluationResultIdentifier, ComplianceType: type }) =>
        `${EvaluationResultIdentifier?.EvaluationResultQualifier?.ResourceId?.split(":").at(-1)} ${type}`,
    );
  };
  const [wrong, right] = ["news NON_COMPLIANT", "titled COMPLIANT"];
  deepEqual(await details(SOURCE), [wrong, right]);
  deepEqual(await details(SOURCE, "COMPLIANT"), [right]);
  deepEqual(await details(SOURCE, "NON_COMPLIANT"), [wrong]);
  deepEqual(await details(CLOSED), []);
  await rejects(details(SOURCE, "NOT_APPLICABLE"), {
    name: "ValidationException",
  });
});

test("rules are counted by the account that a filter names", async () => {
  const summary = async (AccountId?: string) => {
    const { AggregateComplianceCounts: [counts] = [] } =
      await cloud.config.send(
        new GetAggregateConfigRuleComplianceSummaryCommand({
          ...aggregator,
          ...(AccountId === undefined ? {} : { Filters: { AccountId } }),
        }),
      );
    const { CompliantResourceCount, NonCompliantResourceCount } =
      counts?.ComplianceSummary ?? {};
    return [
      CompliantResourceCount?.CappedCount,
      NonCompliantResourceCount?.CappedCount,
    ];
  };
  // Beside `named`, the rules of the packs.
  deepEqual(await summary(), [2, 3]);
  deepEqual(await summary(SOURCE), [1, 1]);
  deepEqual(await summary(CLOSED), [0, 0]);
});

test("conformance packs are shown with each filter, and counted", async () => {
  const ours = `${cloud.accountId} ours NON_COMPLIANT`;
  const theirs = `${SOURCE} theirs COMPLIANT`;
  for (const [Filters, found] of [
    [{}, [ours, theirs]],
    [{ AccountId: SOURCE }, [theirs]],
    [{ AccountId: CLOSED }, []],
    [{ AwsRegion: "eu-west-1" }, []],
    [{ ConformancePackName: "ours" }, [ours]],
    [{ ComplianceType: "COMPLIANT" }, [theirs]],
    [{ ComplianceType: "INSUFFICIENT_DATA" }, []],
  ] as const)
    deepEqual(await packsOf(Filters), found);
  const { AggregateComplianceByConformancePacks: [pack] = [], NextToken } =
    await cloud.config.send(
      new DescribeAggregateComplianceByConformancePacksCommand({
        ...aggregator,
        Limit: 1,
      }),
    );
  deepEqual(pack?.Compliance, {
    ComplianceType: "NON_COMPLIANT",
    CompliantRuleCount: 1,
    NonCompliantRuleCount: 1,
    TotalRuleCount: 2,
  });
  equal(typeof NextToken, "string");

  const count = (compliant: number, not: number) => ({
    CompliantConformancePackCount: compliant,
    NonCompliantConformancePackCount: not,
  });
  const summary = async (
    more: Partial<
      ConstructorParameters<
        typeof GetAggregateConformancePackComplianceSummaryCommand
      >[0]
    >,
  ) => {
    const { AggregateConformancePackComplianceSummaries, GroupByKey } =
      await cloud.config.send(
        new GetAggregateConformancePackComplianceSummaryCommand({
          ...aggregator,
          ...more,
        }),
      );
    return [GroupByKey, AggregateConformancePackComplianceSummaries];
  };
  deepEqual(await summary({}), [
    undefined,
    [{ ComplianceSummary: count(1, 1) }],
  ]);
  deepEqual(await summary({ Filters: { AccountId: SOURCE } }), [
    undefined,
    [{ ComplianceSummary: count(1, 0) }],
  ]);
  deepEqual(await summary({ GroupByKey: "ACCOUNT_ID" }), [
    "ACCOUNT_ID",
    [
      { GroupName: cloud.accountId, ComplianceSummary: count(0, 1) },
      { GroupName: SOURCE, ComplianceSummary: count(1, 0) },
    ],
  ]);
  deepEqual(
    await summary({
      GroupByKey: "AWS_REGION",
      Filters: { AwsRegion: "eu-west-1" },
    }),
    ["AWS_REGION", []],
  );
});

test("an aggregator's query answers as many rows as are wanted", async () => {
  const select = (limits: { Limit?: number; MaxResults?: number }) =>
    cloud.config.send(
      new SelectAggregateResourceConfigCommand({
        ...aggregator,
        Expression: `SELECT resourceName WHERE resourceType = '${TOPIC}'`,
        ...limits,
      }),
    );
  equal((await select({})).Results?.length, 3);
  equal((await select({ Limit: 2 })).Results?.length, 2);
  equal((await select({ MaxResults: 2 })).Results?.length, 2);
});

const topicOf = (accountId: string, name: string): string =>
  `arn:aws:sns:${REGION}:${accountId}:${name}`;

const identifier = (accountId: string, name: string) =>
  ({
    SourceAccountId: accountId,
    SourceRegion: REGION,
    ResourceType: TOPIC,
    ResourceId: topicOf(accountId, name),
  }) as const;

async function namesIn(Filters: ResourceFilters) {
  const { ResourceIdentifiers = [] } = await cloud.config.send(
    new ListAggregateDiscoveredResourcesCommand({
      ...aggregator,
      ResourceType: TOPIC,
      Filters,
    }),
  );
  return ResourceIdentifiers.map(
    ({ SourceAccountId, ResourceName }) => `${SourceAccountId} ${ResourceName}`,
  );
}

async function packsOf(Filters?: AggregateConformancePackComplianceFilters) {
  const { AggregateComplianceByConformancePacks = [] } =
    await cloud.config.send(
      new DescribeAggregateComplianceByConformancePacksCommand({
        ...aggregator,
        ...(Filters ? { Filters } : {}),
      }),
    );
  return AggregateComplianceByConformancePacks.map(
    ({ AccountId, ConformancePackName, Compliance }) =>
      `${AccountId} ${ConformancePackName} ${Compliance?.ComplianceType}`,
  );
}

/** A pack with a rule for each of the claims about topics' configuration. */
async function putPack(
  { config }: Clients,
  ConformancePackName: string,
  claims: readonly string[],
): Promise<void> {
  const Resources = Object.fromEntries(
    claims.map((claim, i) => [
      `Rule${i}`,
      {
        Type: "AWS::Config::ConfigRule",
        Properties: {
          ConfigRuleName: `rule-${i}`,
          Scope: { ComplianceResourceTypes: [TOPIC] },
          Source: {
            Owner: "CUSTOM_POLICY",
            CustomPolicyDetails: {
              PolicyRuntime: "guard-2.x.x",
              PolicyText: `rule claim { ${claim} }`,
            },
          },
        },
      },
    ]),
  );
  await config.send(
    new PutConformancePackCommand({
      ConformancePackName,
      TemplateBody: JSON.stringify({ Resources }),
    }),
  );
}
