import { deepEqual, equal } from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateResourceCommand,
  GetResourceRequestStatusCommand,
} from "@aws-sdk/client-cloudcontrol";
import {
  CreateStackCommand,
  DescribeStacksCommand,
  ListHookResultsCommand,
} from "@aws-sdk/client-cloudformation";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { clientsOf, type Clients } from "../packages/platform/testing/cloud.ts";
import {
  activated,
  hookRole,
} from "../packages/platform/src/services/cloudformation/testing/hooks.ts";
import { makeFunction } from "../packages/platform/src/services/lambda/testing/functions.ts";
import { startProcess, type PlatformProcess } from "./platform-process.ts";

/** Long enough to be killed at its work. */
const JUDGE = `
export const handler = async ({ requestData: { targetModel: { resourceProperties } } }) => {
  await new Promise((resolve) => setTimeout(resolve, 700));
  return resourceProperties.DisplayName === "good"
    ? { hookStatus: "SUCCESS", message: "Good." }
    : { hookStatus: "FAILED", errorCode: "NonCompliant", message: "Bad." };
};`;

const TypeName = "AWS::SNS::Topic";

test("a hook that kill -9 breaks off is asked again: no resource comes without its verdict", async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), "hook-crash-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  let platform = await startProcess("--data-dir", dataDir);
  try {
    const before = clients(platform);
    await makeFunction(before, "judge", JUDGE, { Timeout: 30 });
    await activated(
      before,
      "LambdaHook",
      await hookRole(before, ["lambda:InvokeFunction"]),
      { LambdaFunction: "judge" },
      { TargetOperations: ["RESOURCE", "CLOUD_CONTROL"] },
    );
    const requests: Record<string, string | undefined> = {};
    for (const DisplayName of ["good", "bad"]) {
      const Properties = { DisplayName };
      await before.cloudformation.send(
        new CreateStackCommand({
          StackName: DisplayName,
          TemplateBody: JSON.stringify({
            Resources: { Topic: { Type: TypeName, Properties } },
          }),
        }),
      );
      const TopicName = `cloud-control-${DisplayName}`;
      const { ProgressEvent } = await before.cloudcontrol.send(
        new CreateResourceCommand({
          TypeName,
          DesiredState: JSON.stringify({ ...Properties, TopicName }),
        }),
      );
      requests[DisplayName] = ProgressEvent?.RequestToken;
    }
    while ((await results(before)).length < 4) await sleep(10);
    deepEqual(await results(before), Array(4).fill("HOOK_IN_PROGRESS"));
    await platform.kill();
    platform = await startProcess("--data-dir", dataDir);

    const { cloudformation, cloudcontrol, sns } = clients(platform);
    const stack = async (StackName: string) => {
      const { Stacks = [] } = await cloudformation.send(
        new DescribeStacksCommand({ StackName }),
      );
      return Stacks[0]?.StackStatus ?? "";
    };
    const request = async (name: string) => {
      const { ProgressEvent } = await cloudcontrol.send(
        new GetResourceRequestStatusCommand({ RequestToken: requests[name] }),
      );
      return ProgressEvent?.OperationStatus ?? "";
    };
    equal(await over(() => stack("good")), "CREATE_COMPLETE");
    equal(await over(() => stack("bad")), "ROLLBACK_COMPLETE");
    equal(await over(() => request("good")), "SUCCESS");
    equal(await over(() => request("bad")), "FAILED");
    const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
    deepEqual(
      Topics.map(({ TopicArn = "" }) =>
        TopicArn.replace(/.*:/, "").replace(/-[A-Z0-9]{12}$/, ""),
      ).toSorted(),
      ["cloud-control-good", "good-Topic"],
    );
    // Each question goes on under the name that it began with.
    deepEqual((await results(clients(platform))).toSorted(), [
      "HOOK_COMPLETE_FAILED",
      "HOOK_COMPLETE_FAILED",
      "HOOK_COMPLETE_SUCCEEDED",
      "HOOK_COMPLETE_SUCCEEDED",
    ]);
    equal(platform.complaints(), "");
  } finally {
    await platform[Symbol.asyncDispose]();
  }
});

async function results({ cloudformation }: Clients): Promise<string[]> {
  const { HookResults = [] } = await cloudformation.send(
    new ListHookResultsCommand({}),
  );
  return HookResults.map(({ Status = "" }) => Status);
}

async function over(status: () => Promise<string>): Promise<string> {
  for (;;) {
    const current = await status();
    if (!current.endsWith("IN_PROGRESS")) return current;
    await sleep(20);
  }
}

function clients({ url, exports }: PlatformProcess): Clients {
  return clientsOf(url, {
    accessKeyId: exports["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: exports["AWS_SECRET_ACCESS_KEY"] ?? "",
  });
}
