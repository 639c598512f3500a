import { deepEqual, equal } from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CancelUpdateStackCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { clientsOf, type Clients } from "../packages/platform/testing/cloud.ts";
import { slowProvider } from "../packages/platform/src/services/cloudformation/testing/slow-provider.ts";
import { startProcess, type PlatformProcess } from "./platform-process.ts";

const TOPICS = 20;
/** Milliseconds before the stack is told to stop, and from there to the kill; `STACK_CRASH_ROUNDS=4` for all. */
const ROUNDS = [
  { before: 60, after: 0 },
  { before: 120, after: 30 },
  { before: 0, after: 0 },
  { before: 400, after: 0 },
].slice(0, Number(process.env["STACK_CRASH_ROUNDS"] ?? 2));

/** Topics in pairs, and one wait that nobody ends. */
const TemplateBody = JSON.stringify({
  Resources: {
    ...Object.fromEntries(
      Array.from({ length: TOPICS }, (_, i) => [
        `Topic${i}`,
        {
          Type: "AWS::SNS::Topic",
          ...(i % 2 === 1 ? { DependsOn: `Topic${i - 1}` } : {}),
        },
      ]),
    ),
    Wait: {
      Type: "AWS::CloudFormation::WaitCondition",
      CreationPolicy: { ResourceSignal: { Count: 1, Timeout: "PT12H" } },
    },
  },
});
const EMPTY = JSON.stringify({
  Resources: { Handle: { Type: "AWS::CloudFormation::WaitConditionHandle" } },
});

for (const kind of ["creation", "update"] as const)
  test(`kill -9 in the midst of breaking off: ${kind}, without an orphan`, async (t) => {
    const dataDir = await mkdtemp(join(tmpdir(), "broken-off-"));
    t.after(() => rm(dataDir, { recursive: true, force: true }));
    let platform = await startProcess("--data-dir", dataDir);
    try {
      for (const [round, { before, after }] of ROUNDS.entries()) {
        const StackName = `stack-${round}`;
        const id = await begun(clients(platform), kind, StackName);
        await sleep(before);
        const { cloudformation } = clients(platform);
        await cloudformation.send(
          kind === "creation"
            ? new DeleteStackCommand({ StackName })
            : new CancelUpdateStackCommand({ StackName }),
        );
        await sleep(after);
        await platform.kill();
        platform = await startProcess("--data-dir", dataDir);
        equal(
          await over(clients(platform), id),
          kind === "creation" ? "DELETE_COMPLETE" : "UPDATE_ROLLBACK_COMPLETE",
        );
        deepEqual(await topics(clients(platform)), []);
        equal(platform.complaints(), "");
      }
    } finally {
      await platform[Symbol.asyncDispose]();
    }
  });

test("what somebody was making when kill -9 came is waited for, asked for once, and deleted", async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), "broken-off-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  let platform = await startProcess("--data-dir", dataDir);
  const provider = async () => {
    const { sns, sqs } = clients(platform);
    return slowProvider({ sns, sqs, url: platform.url }, "maker");
  };
  const restart = async () => {
    await platform.kill();
    platform = await startProcess("--data-dir", dataDir);
  };
  try {
    const maker = await provider();
    const { ServiceToken } = maker;
    const { StackId = "" } = await clients(platform).cloudformation.send(
      new CreateStackCommand({
        StackName: "young",
        TemplateBody: JSON.stringify({
          Resources: {
            Thing: { Type: "Custom::Thing", Properties: { ServiceToken } },
          },
        }),
      }),
    );
    const asked = await maker.asked();
    await restart();
    await clients(platform).cloudformation.send(
      new DeleteStackCommand({ StackName: StackId }),
    );
    await restart();
    const again = await provider();
    await again.answer(asked, { PhysicalResourceId: "thing" });
    equal((await again.does("Delete")).PhysicalResourceId, "thing");
    equal(await over(clients(platform), StackId), "DELETE_COMPLETE");
    equal(platform.complaints(), "");
  } finally {
    await platform[Symbol.asyncDispose]();
  }
});

async function begun(
  { cloudformation }: Clients,
  kind: "creation" | "update",
  StackName: string,
): Promise<string> {
  const { StackId = "" } = await cloudformation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: kind === "creation" ? TemplateBody : EMPTY,
    }),
  );
  if (kind === "creation") return StackId;
  await over({ cloudformation }, StackId);
  await cloudformation.send(
    new UpdateStackCommand({ StackName, TemplateBody }),
  );
  return StackId;
}

/** How a stack stands once its operation is over. */
async function over(
  { cloudformation }: Pick<Clients, "cloudformation">,
  StackName: string,
): Promise<string> {
  for (;;) {
    const { Stacks = [] } = await cloudformation.send(
      new DescribeStacksCommand({ StackName }),
    );
    const status = Stacks[0]?.StackStatus ?? "";
    if (!status.endsWith("IN_PROGRESS")) return status;
    await sleep(20);
  }
}

const topics = async ({ sns }: Clients) =>
  (await sns.send(new ListTopicsCommand({}))).Topics;

function clients({ url, exports }: PlatformProcess): Clients {
  return clientsOf(url, {
    accessKeyId: exports["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: exports["AWS_SECRET_ACCESS_KEY"] ?? "",
  });
}
