import assert from "node:assert/strict";
import { test } from "node:test";
import {
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from "@aws-sdk/client-iam";
import { startCloud, type Clients } from "../../../testing/cloud.ts";
import { allowing, denying, makeUser } from "../../../testing/principals.ts";
import {
  attachNew,
  enter,
  makeAccount,
  makeOrganization,
} from "./testing/organization.ts";

const SCP = "SERVICE_CONTROL_POLICY";

const simulate = async (
  who: Clients,
  PolicySourceArn: string,
  more: Partial<SimulatePrincipalPolicyCommandInput> = {},
) => {
  const { EvaluationResults } = await who.iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn,
      ActionNames: ["iam:ListUsers", "iam:ListRoles"],
      ...more,
    }),
  );
  return EvaluationResults?.map(
    ({ EvalDecision, OrganizationsDecisionDetail }) => [
      EvalDecision,
      OrganizationsDecisionDetail?.AllowedByOrganizations,
    ],
  );
};

void test("a simulation asks the organization's policies, too, unless it is told to leave them out", async () => {
  await using cloud = await startCloud();
  const { rootId } = await makeOrganization(cloud, SCP);
  const inside = await enter(cloud, await makeAccount(cloud, "dev"));
  const ada = await makeUser(cloud, "ada", allowing("iam:*"), inside);
  assert.deepEqual(await simulate(inside, ada.arn), [
    ["allowed", true],
    ["allowed", true],
  ]);

  await attachNew(cloud, SCP, denying("iam:ListUsers"), rootId);
  assert.deepEqual(await simulate(inside, ada.arn), [
    ["explicitDeny", false],
    ["allowed", true],
  ]);
  assert.deepEqual(
    await simulate(inside, ada.arn, {
      PolicyExclusionList: [{ PolicyType: "scp" }],
    }),
    [
      ["allowed", undefined],
      ["allowed", undefined],
    ],
  );
});

void test("the management account is bound by none of them, in a simulation as in fact", async () => {
  await using cloud = await startCloud();
  const { rootId } = await makeOrganization(cloud, SCP);
  await attachNew(cloud, SCP, denying("iam:ListUsers"), rootId);
  const ada = await makeUser(cloud, "ada", allowing("iam:*"));
  assert.deepEqual(await simulate(cloud, ada.arn), [
    ["allowed", true],
    ["allowed", true],
  ]);
});
