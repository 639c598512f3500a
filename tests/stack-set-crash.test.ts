import { deepEqual, equal } from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DescribeStackSetOperationCommand,
  DescribeStacksCommand,
  ListStackSetOperationResultsCommand,
} from "@aws-sdk/client-cloudformation";
import { clientsOf, type Clients } from "../packages/platform/testing/cloud.ts";
import {
  allowing,
  makeRole,
  trusting,
  trustingService,
} from "../packages/platform/testing/principals.ts";
import {
  ADMINISTRATION_ROLE,
  EXECUTION_ROLE,
} from "../packages/platform/src/services/cloudformation/stack-sets/rights.ts";
import { startProcess, type PlatformProcess } from "./platform-process.ts";

/** `STACK_SET_CRASH_ROUNDS=20` for a thorough run. */
const ROUNDS = Number(process.env["STACK_SET_CRASH_ROUNDS"] ?? 1);
const LATEST_KILL = 300;
const REGIONS = ["eu-west-1", "us-east-1", "us-west-2"];

const TemplateBody = JSON.stringify({
  Resources: Object.fromEntries(
    Array.from({ length: 8 }, (_, i) => [
      `Topic${i}`,
      { Type: "AWS::SNS::Topic" },
    ]),
  ),
});

test(`a stack set's operation that kill -9 breaks off goes on, and makes no stack twice, ${ROUNDS} times over`, async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), "stack-set-crash-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  let platform = await startProcess("--data-dir", dataDir);
  try {
    const first = clientsIn(platform, "us-east-1");
    const administration = await makeRole(
      first,
      ADMINISTRATION_ROLE,
      trustingService("cloudformation.amazonaws.com"),
      allowing("sts:AssumeRole"),
    );
    await makeRole(
      first,
      EXECUTION_ROLE,
      trusting(administration),
      allowing(["cloudformation:*", "sns:*"]),
    );
    for (let round = 0; round < ROUNDS; round++) {
      const StackSetName = `set-${round}`;
      const begun = clientsIn(platform, "us-east-1").cloudformation;
      await begun.send(
        new CreateStackSetCommand({ StackSetName, TemplateBody }),
      );
      const { OperationId } = await begun.send(
        new CreateStackInstancesCommand({
          StackSetName,
          Accounts: [administration.split(":")[4] ?? ""],
          Regions: REGIONS,
        }),
      );
      await sleep(Math.random() * LATEST_KILL);
      await platform.kill();
      platform = await startProcess("--data-dir", dataDir);

      const { cloudformation } = clientsIn(platform, "us-east-1");
      for (let status = "RUNNING"; status === "RUNNING"; await sleep(20)) {
        const { StackSetOperation } = await cloudformation.send(
          new DescribeStackSetOperationCommand({ StackSetName, OperationId }),
        );
        status = StackSetOperation?.Status ?? "";
        if (status !== "RUNNING") {
          const { Summaries = [] } = await cloudformation.send(
            new ListStackSetOperationResultsCommand({
              StackSetName,
              OperationId,
            }),
          );
          const failed = Summaries.filter(
            ({ Status }) => Status !== "SUCCEEDED",
          );
          deepEqual(failed, []);
          equal(status, "SUCCEEDED");
        }
      }
      for (const region of REGIONS) {
        const { Stacks = [] } = await clientsIn(
          platform,
          region,
        ).cloudformation.send(new DescribeStacksCommand({}));
        const ours = Stacks.filter(({ StackName }) =>
          StackName?.startsWith(`StackSet-${StackSetName}-`),
        );
        deepEqual(
          ours.map(({ StackStatus }) => StackStatus),
          ["CREATE_COMPLETE"],
        );
      }
      equal(platform.complaints(), "");
    }
  } finally {
    await platform[Symbol.asyncDispose]();
  }
});

function clientsIn({ url, exports }: PlatformProcess, region: string): Clients {
  const credentials = {
    accessKeyId: exports["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: exports["AWS_SECRET_ACCESS_KEY"] ?? "",
  };
  return {
    ...clientsOf(url, credentials),
    cloudformation: new CloudFormationClient({
      endpoint: url,
      region,
      credentials,
    }),
  };
}
