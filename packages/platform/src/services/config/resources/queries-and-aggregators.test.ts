import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import type { Properties } from "../../../core/resource-type.ts";
import { startCloud } from "../../../../testing/cloud.ts";
import { resourceHandler } from "../../../../testing/resources.ts";
import { putPolicy } from "../testing/rules.ts";

const SOURCES = [{ AccountIds: ["222222222222"], AllAwsRegions: true }];
const Tags = [{ Key: "team", Value: "ops" }];

for (const [type, properties, after, identifier] of [
  [
    "ConfigurationAggregator",
    {
      ConfigurationAggregatorName: "all",
      AccountAggregationSources: SOURCES,
      Tags,
    },
    {
      AccountAggregationSources: [
        { ...SOURCES[0], AccountIds: ["333333333333"] },
      ],
    },
    "all",
  ],
  [
    "AggregationAuthorization",
    {
      AuthorizedAccountId: "222222222222",
      AuthorizedAwsRegion: "us-east-1",
      Tags,
    },
    { Tags: [{ Key: "team", Value: "dev" }] },
    "222222222222|us-east-1",
  ],
  [
    "StoredQuery",
    { QueryName: "names", QueryExpression: "SELECT resourceName", Tags },
    { QueryExpression: "SELECT resourceId", QueryDescription: "Ids" },
    "names",
  ],
] as const)
  test(`${type} is made, read, changed, listed and deleted`, async () => {
    await using cloud = await startCloud();
    const handler = await resourceHandler(cloud, `AWS::Config::${type}`);
    equal(await handler.create(properties), identifier);
    const made = await handler.read(identifier);
    deepEqual({ ...made, ...properties }, made);
    const wanted: Properties = { ...properties, ...after };
    await handler.update(identifier, { before: properties, after: wanted });
    const changed = await handler.read(identifier);
    deepEqual({ ...changed, ...wanted }, changed);
    deepEqual(await handler.list(), [identifier]);
    await handler.delete(identifier);
    equal(await handler.read(identifier), undefined);
    await handler.delete(identifier);
  });

test("what is done about a rule's findings is made, read, changed, listed and deleted; a document is refused", async () => {
  await using cloud = await startCloud();
  await putPolicy(cloud, "named", "rule named { configuration exists }");
  const handler = await resourceHandler(
    cloud,
    "AWS::Config::RemediationConfiguration",
  );
  const wanted: Properties = {
    ConfigRuleName: "named",
    TargetType: "SSM_DOCUMENT",
    TargetId: `arn:aws:lambda:us-east-1:${cloud.accountId}:function:remedy`,
    Parameters: { Name: { ResourceValue: { Value: "RESOURCE_ID" } } },
  };
  await rejects(
    handler.create({ ...wanted, TargetId: "AWS-StopEC2Instance" }),
    {
      message: /no documents of Systems Manager/,
    },
  );
  equal(await handler.create(wanted), "named");
  const made = await handler.read("named");
  deepEqual({ ...made, ...wanted }, made);
  const after = {
    ...wanted,
    Parameters: { Why: { StaticValue: { Values: ["so"] } } },
  };
  await handler.update("named", { before: wanted, after });
  const changed = await handler.read("named");
  deepEqual({ ...changed, ...after }, changed);
  deepEqual(await handler.list(), ["named"]);
  await handler.delete("named");
  equal(await handler.read("named"), undefined);
  await handler.delete("named");
});
