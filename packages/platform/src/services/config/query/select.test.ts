import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import { SelectResourceConfigCommand } from "@aws-sdk/client-config-service";
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
