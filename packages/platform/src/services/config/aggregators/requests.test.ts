import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  ConfigServiceClient,
  DeleteAggregationAuthorizationCommand,
  DeleteConfigurationAggregatorCommand,
  DeletePendingAggregationRequestCommand,
  DescribePendingAggregationRequestsCommand,
  PutAggregationAuthorizationCommand,
  PutConfigurationAggregatorCommand,
  type AccountAggregationSource,
} from "@aws-sdk/client-config-service";
import { REGION, startCloud, type Clients } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";

const SOURCE = "222222222222";
const OTHER = "333333333333";

test("an account sees who asks to aggregate its data until it lets them", async () => {
  await using cloud = await startCloud();
  const source = await cloud.account(SOURCE);
  const other = await cloud.account(OTHER);
  deepEqual(await pendingOf(source), []);
  await put(cloud, "all", [SOURCE, cloud.accountId]);
  await put(cloud, "more", [SOURCE]);
  await put(other, "theirs", [SOURCE]);
  const ours = `${cloud.accountId} ${REGION}`;
  const theirs = `${OTHER} ${REGION}`;
  deepEqual(await pendingOf(source), [ours, theirs]);
  // Nobody asks oneself, and what others are asked is theirs to know.
  deepEqual(await pendingOf(cloud), []);
  deepEqual(await pendingOf(other), []);

  const authorization = {
    AuthorizedAccountId: cloud.accountId,
    AuthorizedAwsRegion: REGION,
  };
  await source.config.send(
    new PutAggregationAuthorizationCommand(authorization),
  );
  deepEqual(await pendingOf(source), [theirs]);
  await source.config.send(
    new DeleteAggregationAuthorizationCommand(authorization),
  );
  deepEqual(await pendingOf(source), [ours, theirs]);

  for (const name of ["all", "more"])
    await cloud.config.send(
      new DeleteConfigurationAggregatorCommand({
        ConfigurationAggregatorName: name,
      }),
    );
  deepEqual(await pendingOf(source), [theirs]);
  await put(other, "theirs", [cloud.accountId]);
  deepEqual(await pendingOf(source), []);
  deepEqual(await pendingOf(cloud), [theirs]);
});

test("a request that is deleted is gone until it is made again", async () => {
  await using cloud = await startCloud();
  const source = await cloud.account(SOURCE);
  await put(cloud, "all", [SOURCE]);
  const ours = `${cloud.accountId} ${REGION}`;
  const decline = new DeletePendingAggregationRequestCommand({
    RequesterAccountId: cloud.accountId,
    RequesterAwsRegion: REGION,
  });
  // It is the asked account's to turn a request down.
  await cloud.config.send(decline);
  deepEqual(await pendingOf(source), [ours]);
  const mayNot = await makeUser(
    { ...cloud, ...source },
    "may-not",
    allowing("config:DescribePendingAggregationRequests"),
  );
  await rejects(mayNot.config.send(decline), { name: "AccessDeniedException" });
  deepEqual(await pendingOf(mayNot), [ours]);
  await source.config.send(decline);
  deepEqual(await pendingOf(source), []);
  await put(cloud, "all", [SOURCE]);
  deepEqual(await pendingOf(source), [ours]);
});

test("a request is made in the Regions that the aggregator names", async () => {
  await using cloud = await startCloud();
  const source = await cloud.account(SOURCE);
  const elsewhere = new ConfigServiceClient({
    endpoint: cloud.url,
    region: "eu-west-1",
    credentials: source.keys,
  });
  await put(cloud, "all", [SOURCE], { AwsRegions: ["eu-west-1"] });
  const ours = `${cloud.accountId} ${REGION}`;
  deepEqual(await pendingOf(source), []);
  deepEqual(await pendingOf({ config: elsewhere }), [ours]);
  await put(cloud, "all", [SOURCE], { AllAwsRegions: true });
  deepEqual(await pendingOf(source), [ours]);
  await source.config.send(
    new DeletePendingAggregationRequestCommand({
      RequesterAccountId: cloud.accountId,
      RequesterAwsRegion: REGION,
    }),
  );
  deepEqual(await pendingOf(source), []);
  deepEqual(await pendingOf({ config: elsewhere }), [ours]);
  elsewhere.destroy();
});

test("requests come in pages", async () => {
  await using cloud = await startCloud();
  const source = await cloud.account(SOURCE);
  await put(cloud, "all", [SOURCE]);
  await put(await cloud.account(OTHER), "theirs", [SOURCE]);
  const page = (NextToken?: string) =>
    source.config.send(
      new DescribePendingAggregationRequestsCommand({ Limit: 1, NextToken }),
    );
  const first = await page();
  const second = await page(first.NextToken);
  deepEqual(
    [first, second].map(
      ({ PendingAggregationRequests: [one] = [] }) => one?.RequesterAccountId,
    ),
    [cloud.accountId, OTHER],
  );
  equal(second.NextToken, undefined);
  await rejects(page("mine"), { name: "InvalidNextTokenException" });
});

function put(
  { config }: Pick<Clients, "config">,
  ConfigurationAggregatorName: string,
  AccountIds: string[],
  regions: Partial<AccountAggregationSource> = { AllAwsRegions: true },
) {
  return config.send(
    new PutConfigurationAggregatorCommand({
      ConfigurationAggregatorName,
      AccountAggregationSources: [{ AccountIds, ...regions }],
    }),
  );
}

async function pendingOf({ config }: Pick<Clients, "config">) {
  const { PendingAggregationRequests = [] } = await config.send(
    new DescribePendingAggregationRequestsCommand({}),
  );
  return PendingAggregationRequests.map(
    ({ RequesterAccountId, RequesterAwsRegion }) =>
      `${RequesterAccountId} ${RequesterAwsRegion}`,
  );
}
