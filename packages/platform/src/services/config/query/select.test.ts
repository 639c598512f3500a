import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  DeleteStoredQueryCommand,
  GetStoredQueryCommand,
  ListStoredQueriesCommand,
  ListTagsForResourceCommand,
  PutStoredQueryCommand,
  SelectResourceConfigCommand,
} from "@aws-sdk/client-config-service";
import { CreateTopicCommand } from "@aws-sdk/client-sns";
import { startCloud, type Clients } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { complianceOf, only, record, until } from "../testing/recording.ts";
import { putPolicy } from "../testing/rules.ts";

const TOPIC = "AWS::SNS::Topic";

test("what is recorded, and what rules say of it, can be asked for by whoever may", async () => {
  await using cloud = await startCloud();
  await record(cloud, { group: only(TOPIC) });
  await putPolicy(
    cloud,
    "named",
    "rule named { configuration.DisplayName exists }",
    {
      EvaluationModes: [{ Mode: "DETECTIVE" }],
    },
  );
  for (const Name of ["a", "b", "c"]) {
    const { TopicArn = "" } = await cloud.sns.send(
      new CreateTopicCommand({ Name, Tags: [{ Key: "team", Value: Name }] }),
    );
    await until(
      async () =>
        (await complianceOf(cloud, TOPIC, TopicArn)) === "NON_COMPLIANT",
    );
  }
  const query = `SELECT resourceName WHERE resourceType = '${TOPIC}' AND tags.tag <> 'team=b' ORDER BY resourceName DESC`;
  const first = await select(cloud, query, 1);
  deepEqual(first.rows, [{ resourceName: "c" }]);
  const rest = await select(cloud, query, 1, first.NextToken);
  deepEqual(rest.rows, [{ resourceName: "a" }]);
  equal(rest.NextToken, undefined);
  deepEqual(
    (
      await select(
        cloud,
        "SELECT configuration.complianceType, COUNT(*) WHERE resourceType = 'AWS::Config::ResourceCompliance' GROUP BY configuration.complianceType",
      )
    ).rows,
    [{ "configuration.complianceType": "NON_COMPLIANT", "COUNT(*)": 3 }],
  );
  await rejects(select(cloud, "SELECT resourceName WHERE"), {
    name: "InvalidExpressionException",
    message: /Expected a property, .* at line 1, column 26/,
  });
  await rejects(select(cloud, query, 1, "made-up"), {
    name: "InvalidNextTokenException",
  });
  const may = await makeUser(
    cloud,
    "may",
    allowing("config:SelectResourceConfig"),
  );
  equal((await select(may, query)).rows.length, 2);
  const mayNot = await makeUser(cloud, "may-not", allowing("config:Get*"));
  await rejects(select(mayNot, query), { name: "AccessDeniedException" });
});

test("a query is kept under its name, unless it cannot be read", async () => {
  await using cloud = await startCloud();
  const { config } = cloud;
  const put = (Expression: string) =>
    config.send(
      new PutStoredQueryCommand({
        StoredQuery: { QueryName: "names", Expression },
        Tags: [{ Key: "team", Value: "ops" }],
      }),
    );
  await rejects(put("SELECT colour"), {
    name: "ValidationException",
    message: /Unknown property 'colour' at line 1, column 8/,
  });
  const { QueryArn = "" } = await put("SELECT resourceName");
  const named = { QueryName: "names" };
  const get = new GetStoredQueryCommand(named);
  const { StoredQuery } = await config.send(get);
  equal(StoredQuery?.Expression, "SELECT resourceName");
  const { StoredQueryMetadata: [listed] = [] } = await config.send(
    new ListStoredQueriesCommand({}),
  );
  equal(listed?.QueryArn, QueryArn);
  const { Tags } = await config.send(
    new ListTagsForResourceCommand({ ResourceArn: QueryArn }),
  );
  deepEqual(Tags, [{ Key: "team", Value: "ops" }]);
  const mayNot = await makeUser(
    cloud,
    "may-not",
    allowing("config:*", "arn:aws:config:*:*:stored-query/others/*"),
  );
  await rejects(mayNot.config.send(get), { name: "AccessDeniedException" });
  await config.send(new DeleteStoredQueryCommand(named));
  await rejects(config.send(get), { name: "ResourceNotFoundException" });
});

async function select(
  { config }: Clients,
  Expression: string,
  Limit?: number,
  NextToken?: string,
) {
  const { Results = [], ...rest } = await config.send(
    new SelectResourceConfigCommand({
      Expression,
      ...(Limit === undefined ? {} : { Limit }),
      ...(NextToken === undefined ? {} : { NextToken }),
    }),
  );
  return { rows: Results.map((row): unknown => JSON.parse(row)), ...rest };
}
