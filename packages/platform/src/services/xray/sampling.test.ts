import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateGroupCommand,
  CreateSamplingRuleCommand,
  DeleteGroupCommand,
  DeleteSamplingRuleCommand,
  GetEncryptionConfigCommand,
  GetGroupCommand,
  GetGroupsCommand,
  GetSamplingRulesCommand,
  GetSamplingStatisticSummariesCommand,
  GetSamplingTargetsCommand,
  ListTagsForResourceCommand,
  PutEncryptionConfigCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateGroupCommand,
  UpdateSamplingRuleCommand,
  type SamplingRule,
} from "@aws-sdk/client-xray";
import { startCloud, type Clients } from "../../../testing/cloud.ts";
import { makeUser, policyOf } from "../../../testing/principals.ts";

const RULE: SamplingRule = {
  RuleName: "checkout",
  ResourceARN: "*",
  Priority: 100,
  FixedRate: 0.1,
  ReservoirSize: 5,
  ServiceName: "shop",
  ServiceType: "*",
  Host: "*",
  HTTPMethod: "POST",
  URLPath: "/checkout",
  Version: 1,
};

const create = (
  { xray }: Clients,
  more: Partial<SamplingRule> = {},
  Tags?: { Key: string; Value: string }[],
) =>
  xray.send(
    new CreateSamplingRuleCommand({ SamplingRule: { ...RULE, ...more }, Tags }),
  );

const names = async ({ xray }: Clients) =>
  (await xray.send(new GetSamplingRulesCommand({}))).SamplingRuleRecords?.map(
    ({ SamplingRule }) => SamplingRule?.RuleName,
  );

void test("rules are asked in the order of their priority, the default one last", async () => {
  await using cloud = await startCloud();
  deepEqual(await names(cloud), ["Default"]);
  const { SamplingRuleRecord } = await create(cloud);
  equal(
    SamplingRuleRecord?.SamplingRule?.RuleARN,
    `arn:aws:xray:us-east-1:${cloud.accountId}:sampling-rule/checkout`,
  );
  await create(cloud, { RuleName: "first", Priority: 1 });
  deepEqual(await names(cloud), ["first", "checkout", "Default"]);
  await rejects(create(cloud), { name: "InvalidRequestException" });
  await rejects(create(cloud, { RuleName: "x", Version: 2 }), {
    name: "InvalidRequestException",
  });

  const changed = await cloud.xray.send(
    new UpdateSamplingRuleCommand({
      SamplingRuleUpdate: { RuleName: "checkout", FixedRate: 0.5 },
    }),
  );
  deepEqual(
    [
      changed.SamplingRuleRecord?.SamplingRule?.FixedRate,
      changed.SamplingRuleRecord?.SamplingRule?.Priority,
    ],
    [0.5, 100],
  );
  await cloud.xray.send(new DeleteSamplingRuleCommand({ RuleName: "first" }));
  deepEqual(await names(cloud), ["checkout", "Default"]);
  await rejects(
    cloud.xray.send(new DeleteSamplingRuleCommand({ RuleName: "first" })),
    {
      name: "InvalidRequestException",
      message: "Sampling rule does not exist.",
    },
  );
});

void test("of the default rule only rate and reservoir can be changed, and it stays", async () => {
  await using cloud = await startCloud();
  const update = (more: object) =>
    cloud.xray.send(
      new UpdateSamplingRuleCommand({
        SamplingRuleUpdate: { RuleName: "Default", ...more },
      }),
    );
  await update({ FixedRate: 0.2, ReservoirSize: 3 });
  await rejects(update({ Host: "a.example" }), {
    name: "InvalidRequestException",
  });
  await rejects(update({ FixedRate: 2 }), { name: "InvalidRequestException" });
  await rejects(
    cloud.xray.send(new DeleteSamplingRuleCommand({ RuleName: "Default" })),
    { name: "InvalidRequestException" },
  );
  deepEqual(await names(cloud), ["Default"]);
});

void test("a region has room for 25 rules", async () => {
  await using cloud = await startCloud();
  for (let i = 1; i <= 25; i++)
    await create(cloud, { RuleName: `r${i}`, Priority: i });
  await rejects(create(cloud), { name: "RuleLimitExceededException" });
});

void test("clients of a rule share its reservoir, until one falls silent", async () => {
  await using cloud = await startCloud();
  await create(cloud);
  const report = async (client: string, RuleName = "checkout") => {
    const { SamplingTargetDocuments, UnprocessedStatistics } =
      await cloud.xray.send(
        new GetSamplingTargetsCommand({
          SamplingStatisticsDocuments: [
            {
              RuleName,
              ClientID: client.padEnd(24, "0"),
              Timestamp: new Date(),
              RequestCount: 10,
              SampledCount: 4,
              BorrowCount: 1,
            },
          ],
        }),
      );
    return (
      SamplingTargetDocuments?.[0]?.ReservoirQuota ??
      UnprocessedStatistics?.[0]?.Message
    );
  };
  equal(await report("a"), 5);
  deepEqual([await report("b"), await report("a")], [2, 3]);
  equal(await report("a", "missing"), "Unknown rule");
  const { SamplingStatisticSummaries = [] } = await cloud.xray.send(
    new GetSamplingStatisticSummariesCommand({}),
  );
  const sum = (of: "RequestCount" | "SampledCount" | "BorrowCount") =>
    SamplingStatisticSummaries.reduce(
      (total, each) => total + (each[of] ?? 0),
      0,
    );
  deepEqual(
    [sum("RequestCount"), sum("SampledCount"), sum("BorrowCount")],
    [30, 12, 3],
  );
  cloud.advance(60);
  equal(await report("b"), 5);
});

void test("groups keep expressions, and expressions name groups", async () => {
  await using cloud = await startCloud();
  const group = (FilterExpression: string) =>
    cloud.xray.send(
      new CreateGroupCommand({ GroupName: "slow", FilterExpression }),
    );
  await rejects(group("responsetime >"), { name: "InvalidRequestException" });
  const { Group } = await group("responsetime > 5");
  match(Group?.GroupARN ?? "", /:group\/slow\/[A-Z0-9]{52}$/);
  await rejects(group("ok"), { name: "InvalidRequestException" });
  const { GroupARN } = Group ?? {};
  await cloud.xray.send(
    new UpdateGroupCommand({ GroupARN, FilterExpression: "responsetime > 3" }),
  );
  const read = await cloud.xray.send(
    new GetGroupCommand({ GroupName: "slow" }),
  );
  equal(read.Group?.FilterExpression, "responsetime > 3");
  equal((await cloud.xray.send(new GetGroupsCommand({}))).Groups?.length, 1);
  await rejects(
    cloud.xray.send(
      new UpdateGroupCommand({
        GroupName: "slow",
        InsightsConfiguration: { InsightsEnabled: true },
      }),
    ),
    { name: "InvalidRequestException", message: /insights are not built/ },
  );
  await cloud.xray.send(new DeleteGroupCommand({ GroupName: "slow" }));
  await rejects(cloud.xray.send(new GetGroupCommand({ GroupName: "slow" })), {
    name: "InvalidRequestException",
  });
});

void test("tags of rules and groups decide who may change them", async () => {
  await using cloud = await startCloud();
  const { SamplingRuleRecord } = await create(cloud, {}, [
    { Key: "team", Value: "shop" },
  ]);
  const ResourceARN = SamplingRuleRecord?.SamplingRule?.RuleARN ?? "";
  await cloud.xray.send(
    new TagResourceCommand({
      ResourceARN,
      Tags: [{ Key: "cost", Value: "1" }],
    }),
  );
  const tags = async () =>
    (await cloud.xray.send(new ListTagsForResourceCommand({ ResourceARN })))
      .Tags;
  deepEqual(await tags(), [
    { Key: "team", Value: "shop" },
    { Key: "cost", Value: "1" },
  ]);
  const keeper = await makeUser(
    cloud,
    "keeper",
    policyOf({
      Effect: "Allow",
      Action: "xray:DeleteSamplingRule",
      Resource: "*",
      Condition: { StringEquals: { "aws:ResourceTag/team": "shop" } },
    }),
  );
  await create(cloud, { RuleName: "other" });
  await rejects(
    keeper.xray.send(new DeleteSamplingRuleCommand({ RuleName: "other" })),
    { name: "AccessDeniedException" },
  );
  await cloud.xray.send(
    new UntagResourceCommand({ ResourceARN, TagKeys: ["cost"] }),
  );
  deepEqual(await tags(), [{ Key: "team", Value: "shop" }]);
  await keeper.xray.send(
    new DeleteSamplingRuleCommand({ RuleName: "checkout" }),
  );
  await rejects(tags(), { name: "ResourceNotFoundException" });
});

void test("traces are not encrypted with keys of one's own, and nothing says so", async () => {
  await using cloud = await startCloud();
  const { EncryptionConfig } = await cloud.xray.send(
    new GetEncryptionConfigCommand({}),
  );
  deepEqual(EncryptionConfig, { Status: "ACTIVE", Type: "NONE" });
  await rejects(
    cloud.xray.send(
      new PutEncryptionConfigCommand({ Type: "KMS", KeyId: "alias/mine" }),
    ),
    { name: "InvalidRequestException" },
  );
});
