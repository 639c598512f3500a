import { CreateTopicCommand } from "@aws-sdk/client-sns";
import type { Clients } from "../../../../testing/cloud.ts";
import { complianceOf, only, record, until } from "./recording.ts";
import { putPolicy } from "./rules.ts";

export const TOPIC = "AWS::SNS::Topic";

/** Records a topic that the rule `named` finds wrong. */
export async function recordTopic(
  by: Clients,
  accountId: string,
): Promise<void> {
  await record(by, { group: only(TOPIC), Bucket: `audit-${accountId}` });
  await putPolicy(
    by,
    "named",
    "rule named { configuration.DisplayName exists }",
    { EvaluationModes: [{ Mode: "DETECTIVE" }] },
  );
  const { TopicArn = "" } = await by.sns.send(
    new CreateTopicCommand({ Name: "news" }),
  );
  await until(
    async () => (await complianceOf(by, TOPIC, TopicArn)) === "NON_COMPLIANT",
  );
}
