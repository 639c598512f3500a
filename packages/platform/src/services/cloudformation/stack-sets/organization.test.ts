import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  ActivateOrganizationsAccessCommand,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackInstancesCommand,
  DescribeOrganizationsAccessCommand,
  DescribeStackSetCommand,
  ListStackInstancesCommand,
  ListStackSetsCommand,
  UpdateStackSetCommand,
  type CreateStackSetCommandInput,
} from "@aws-sdk/client-cloudformation";
import {
  MoveAccountCommand,
  RegisterDelegatedAdministratorCommand,
  RemoveAccountFromOrganizationCommand,
} from "@aws-sdk/client-organizations";
import { ListRolesCommand } from "@aws-sdk/client-iam";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../../../testing/cloud.ts";
import {
  attachNew,
  makeAccount,
  makeOrganization,
  makeUnit,
} from "../../organizations/testing/organization.ts";
import { denying } from "../../../../testing/principals.ts";
import { ORGANIZATION_SERVICE } from "./organization.ts";

const StackSetName = "baseline";
const Regions = ["us-east-1"];
const TemplateBody = "Resources: { Topic: { Type: AWS::SNS::Topic } }";

let cloud: Cloud;
let rootId: string;
before(async () => {
  cloud = await startCloud();
  ({ rootId } = await makeOrganization(cloud, "SERVICE_CONTROL_POLICY"));
});
after(() => cloud[Symbol.asyncDispose]());

const makeSet = (by: Clients, more: Partial<CreateStackSetCommandInput> = {}) =>
  by.cloudformation.send(
    new CreateStackSetCommand({
      StackSetName,
      TemplateBody,
      PermissionModel: "SERVICE_MANAGED",
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      ...more,
    }),
  );

const makeSelfManaged = (name: string) =>
  cloud.cloudformation.send(
    new CreateStackSetCommand({ StackSetName: name, TemplateBody }),
  );

const topicsIn = async (accountId: string) =>
  (
    (await (await cloud.account(accountId)).sns.send(new ListTopicsCommand({})))
      .Topics ?? []
  ).length;

/** `account status` of the set's instances. */
async function instances(): Promise<string[]> {
  const { Summaries = [] } = await cloud.cloudformation.send(
    new ListStackInstancesCommand({ StackSetName }),
  );
  return Summaries.map(({ Account, Status }) => `${Account} ${Status}`);
}

test("an organization's set follows its accounts into units and out of them", async () => {
  const access = async () =>
    (
      await cloud.cloudformation.send(
        new DescribeOrganizationsAccessCommand({}),
      )
    ).Status;
  equal(await access(), "DISABLED");
  await rejects(makeSet(cloud), { message: /organizations access must be/ });
  await cloud.cloudformation.send(new ActivateOrganizationsAccessCommand({}));
  equal(await access(), "ENABLED");

  const unit = await makeUnit(cloud, rootId, "workloads");
  const inner = await makeUnit(cloud, unit, "inner");
  const blue = await makeAccount(cloud, "blue");
  const red = await makeAccount(cloud, "red");
  const move = async (
    AccountId: string,
    SourceParentId: string,
    DestinationParentId: string,
  ) => {
    await cloud.organizations.send(
      new MoveAccountCommand({
        AccountId,
        SourceParentId,
        DestinationParentId,
      }),
    );
    await cloud.settled();
  };
  await move(blue, rootId, inner);
  const member = await cloud.account(blue);
  await rejects(makeSet(member), { message: /master account or delegated/ });

  await makeSet(cloud);
  const DeploymentTargets = { OrganizationalUnitIds: [unit] };
  await rejects(
    cloud.cloudformation.send(
      new CreateStackInstancesCommand({
        StackSetName,
        Accounts: [blue],
        Regions,
      }),
    ),
    { message: /can only have OrganizationalUnit as target/ },
  );
  await cloud.cloudformation.send(
    new CreateStackInstancesCommand({
      StackSetName,
      DeploymentTargets,
      Regions,
    }),
  );
  await cloud.settled();
  deepEqual(await instances(), [`${blue} CURRENT`]);
  equal(await topicsIn(blue), 1);
  equal(await topicsIn(red), 0);
  equal(await topicsIn(cloud.accountId), 0);

  await move(red, rootId, unit);
  deepEqual(
    (await instances()).toSorted(),
    [`${blue} CURRENT`, `${red} CURRENT`].toSorted(),
  );
  equal(await topicsIn(red), 1);
  await move(blue, inner, rootId);
  deepEqual(await instances(), [`${red} CURRENT`]);
  equal(await topicsIn(blue), 0);

  const roles = async (by: Clients) =>
    ((await by.iam.send(new ListRolesCommand({}))).Roles ?? []).filter(
      ({ RoleName }) => RoleName?.startsWith("stacksets-exec-"),
    ).length;
  equal(await roles(member), 0);
  equal(await roles(await cloud.account(red)), 1);

  await cloud.organizations.send(
    new RegisterDelegatedAdministratorCommand({
      AccountId: blue,
      ServicePrincipal: ORGANIZATION_SERVICE,
    }),
  );
  const { StackSet } = await member.cloudformation.send(
    new DescribeStackSetCommand({ StackSetName, CallAs: "DELEGATED_ADMIN" }),
  );
  deepEqual(StackSet?.OrganizationalUnitIds, [unit]);
  await makeSelfManaged("own");
  const delegated = { StackSetName: "own", CallAs: "DELEGATED_ADMIN" } as const;
  for (const command of [
    new DescribeStackSetCommand(delegated),
    new UpdateStackSetCommand({ ...delegated, UsePreviousTemplate: true }),
  ])
    await rejects(member.cloudformation.send(command as never), {
      name: "StackSetNotFoundException",
    });
  const { Summaries: known = [] } = await member.cloudformation.send(
    new ListStackSetsCommand({ CallAs: "DELEGATED_ADMIN" }),
  );
  deepEqual(
    known.map(({ StackSetName: name }) => name),
    [StackSetName],
  );

  await cloud.organizations.send(
    new RemoveAccountFromOrganizationCommand({ AccountId: red }),
  );
  await cloud.settled();
  deepEqual(await instances(), []);
  equal(await topicsIn(red), 0);
  await cloud.cloudformation.send(
    new DeleteStackInstancesCommand({
      StackSetName,
      DeploymentTargets,
      Regions,
      RetainStacks: false,
    }),
  );
  await cloud.settled();
  const late = await makeAccount(cloud, "late");
  await move(late, rootId, unit);
  deepEqual(await instances(), []);
});

test("what a service control policy denies an account no set does there", async () => {
  const unit = await makeUnit(cloud, rootId, "bound");
  const grey = await makeAccount(cloud, "grey");
  await cloud.organizations.send(
    new MoveAccountCommand({
      AccountId: grey,
      SourceParentId: rootId,
      DestinationParentId: unit,
    }),
  );
  await attachNew(
    cloud,
    "SERVICE_CONTROL_POLICY",
    denying("sns:CreateTopic"),
    unit,
  );
  await makeSet(cloud, { StackSetName: "denied" });
  await cloud.cloudformation.send(
    new CreateStackInstancesCommand({
      StackSetName: "denied",
      DeploymentTargets: { OrganizationalUnitIds: [unit] },
      Regions,
    }),
  );
  await cloud.settled();
  const { Summaries: [made] = [] } = await cloud.cloudformation.send(
    new ListStackInstancesCommand({ StackSetName: "denied" }),
  );
  equal(made?.StackInstanceStatus?.DetailedStatus, "FAILED");
  match(made?.StatusReason ?? "", /sns:CreateTopic.* service control policy/i);
  equal(await topicsIn(grey), 0);
});
