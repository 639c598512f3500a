import { deepEqual, equal, ok } from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { clientsOf, type Clients } from "../packages/platform/testing/cloud.ts";
import { startProcess, type PlatformProcess } from "./platform-process.ts";

/** `STACK_CRASH_ROUNDS=30` for a thorough run. */
const ROUNDS = Number(process.env["STACK_CRASH_ROUNDS"] ?? 2);
const LATEST_KILL = 400;
const TOPICS = 40;

/** Topics in a chain of pairs; one that cannot be made, where it is to fail. */
function template(name: string, count: number, fails: boolean): string {
  const topic = (properties: object, DependsOn?: string) => ({
    Type: "AWS::SNS::Topic",
    Properties: properties,
    ...(DependsOn === undefined ? {} : { DependsOn }),
  });
  const entries = Array.from({ length: count }, (_, i) => [
    `Topic${i}`,
    topic({ DisplayName: name }, i % 2 === 1 ? `Topic${i - 1}` : undefined),
  ]);
  return JSON.stringify({
    Resources: {
      ...Object.fromEntries(entries),
      ...(fails
        ? { Bad: topic({ SignatureVersion: "9" }, `Topic${count - 1}`) }
        : {}),
    },
  });
}

test(`a stack's operation that kill -9 breaks off goes on, and leaves no orphan, ${ROUNDS} times over`, async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), "stack-crash-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  let platform = await startProcess("--data-dir", dataDir);
  const seen: Record<string, number> = {};
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const StackName = `stack-${round}`;
      // Each kind of operation in turn: creation, failing creation, update, failing update, deletion.
      const kind = round % 5;
      const fails = kind === 1 || kind === 3;
      const begun = clients(platform).cloudformation;
      const create = (TemplateBody: string) =>
        begun.send(new CreateStackCommand({ StackName, TemplateBody }));
      if (kind < 2) await create(template("first", TOPICS, fails));
      else {
        await create(template("first", TOPICS, false));
        await over(clients(platform), StackName);
        if (kind === 4) await begun.send(new DeleteStackCommand({ StackName }));
        else
          await begun.send(
            new UpdateStackCommand({
              StackName,
              TemplateBody: template("second", TOPICS + 10, fails),
            }),
          );
      }
      await sleep(Math.random() * LATEST_KILL);
      await platform.kill();
      platform = await startProcess("--data-dir", dataDir);

      const status = await over(clients(platform), StackName);
      seen[status] = (seen[status] ?? 0) + 1;
      equal(
        status,
        [
          "CREATE_COMPLETE",
          "ROLLBACK_COMPLETE",
          "UPDATE_COMPLETE",
          "UPDATE_ROLLBACK_COMPLETE",
          undefined,
        ][kind] ?? "gone",
      );
      deepEqual(
        await topicsOf(clients(platform), StackName),
        await resourcesOf(clients(platform), StackName, status),
      );
      equal(platform.complaints(), "");
    }
  } finally {
    await platform[Symbol.asyncDispose]();
  }
  t.diagnostic(JSON.stringify(seen));
});

/** How a stack stands once its operation is over; "gone" where there is none. */
async function over(
  { cloudformation }: Clients,
  StackName: string,
): Promise<string> {
  for (;;) {
    const found = await cloudformation
      .send(new DescribeStacksCommand({ StackName }))
      .catch((error: Error) => {
        ok(/does not exist/.test(error.message), error.message);
        return undefined;
      });
    const status = found?.Stacks?.[0]?.StackStatus ?? "gone";
    if (!status.endsWith("IN_PROGRESS")) return status;
    await sleep(20);
  }
}

/** The topics that there are of a stack. */
async function topicsOf(
  { sns }: Clients,
  StackName: string,
): Promise<string[]> {
  const arns: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await sns.send(new ListTopicsCommand({ NextToken }));
    arns.push(...(page.Topics ?? []).map(({ TopicArn = "" }) => TopicArn));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return arns
    .filter((arn) => arn.includes(`:${StackName}-Topic`))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

/** The topics that the stack says it has. */
async function resourcesOf(
  { cloudformation }: Clients,
  StackName: string,
  status: string,
): Promise<string[]> {
  if (status === "gone" || status === "ROLLBACK_COMPLETE") return [];
  const { StackResourceSummaries = [] } = await cloudformation.send(
    new ListStackResourcesCommand({ StackName }),
  );
  return StackResourceSummaries.map(
    ({ PhysicalResourceId = "" }) => PhysicalResourceId,
  ).toSorted((a, b) => (a < b ? -1 : 1));
}

function clients({ url, exports }: PlatformProcess): Clients {
  return clientsOf(url, {
    accessKeyId: exports["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: exports["AWS_SECRET_ACCESS_KEY"] ?? "",
  });
}
