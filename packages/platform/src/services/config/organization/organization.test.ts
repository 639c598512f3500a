import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  DeleteConformancePackCommand,
  DeleteOrganizationConformancePackCommand,
  DescribeConfigRulesCommand,
  DescribeConformancePacksCommand,
  DescribeOrganizationConformancePackStatusesCommand,
  GetOrganizationConfigRuleDetailedStatusCommand,
  GetOrganizationConformancePackDetailedStatusCommand,
  PutOrganizationConfigRuleCommand,
  PutOrganizationConformancePackCommand,
} from "@aws-sdk/client-config-service";
import { startCloud, type Clients } from "../../../../testing/cloud.ts";
import {
  makeAccount,
  makeOrganization,
} from "../../organizations/testing/organization.ts";
import { tracingPack, verdictOn } from "../testing/rules.ts";

const OrganizationConformancePackName = "serverless";

function putPack({ config }: Clients, ExcludedAccounts: string[] = []) {
  return config.send(
    new PutOrganizationConformancePackCommand({
      OrganizationConformancePackName,
      TemplateBody: tracingPack(),
      ConformancePackInputParameters: [
        { ParameterName: "Runtime", ParameterValue: "nodejs24.x" },
      ],
      ExcludedAccounts,
    }),
  );
}

test("an organization's pack judges in every account but those excluded, until it is deleted", async () => {
  await using cloud = await startCloud();
  await makeOrganization(cloud);
  const [blue, red] = [
    await makeAccount(cloud, "blue"),
    await makeAccount(cloud, "red"),
  ];
  const inBlue = await cloud.account(blue);
  const inRed = await cloud.account(red);
  await putPack(cloud, [red]);
  await cloud.settled();

  const properties = {
    Code: { S3Bucket: "code", S3Key: "code.zip" },
    Role: `arn:aws:iam::${blue}:role/execution`,
    Runtime: "nodejs24.x",
  };
  const type = "AWS::Lambda::Function";
  equal(
    (await verdictOn(inBlue, type, properties)).compliance,
    "NON_COMPLIANT",
  );
  equal(
    (await verdictOn(inRed, type, properties)).compliance,
    "INSUFFICIENT_DATA",
  );

  const { OrganizationConformancePackDetailedStatuses: statuses = [] } =
    await cloud.config.send(
      new GetOrganizationConformancePackDetailedStatusCommand({
        OrganizationConformancePackName,
      }),
    );
  deepEqual(
    statuses
      .map(({ AccountId, Status }) => `${AccountId} ${Status}`)
      .toSorted(),
    [
      `${cloud.accountId} CREATE_SUCCESSFUL`,
      `${blue} CREATE_SUCCESSFUL`,
    ].toSorted(),
  );
  const ConformancePackName = statuses[0]?.ConformancePackName ?? "";
  match(ConformancePackName, /^OrgConformsPack-serverless-/);
  await rejects(
    inBlue.config.send(
      new DeleteConformancePackCommand({ ConformancePackName }),
    ),
    { name: "ResourceInUseException" },
  );

  await cloud.config.send(
    new DeleteOrganizationConformancePackCommand({
      OrganizationConformancePackName,
    }),
  );
  await cloud.settled();
  const left = await inBlue.config.send(
    new DescribeConformancePacksCommand({}),
  );
  deepEqual(left.ConformancePackDetails, []);
  await rejects(
    cloud.config.send(
      new DescribeOrganizationConformancePackStatusesCommand({
        OrganizationConformancePackNames: [OrganizationConformancePackName],
      }),
    ),
    { name: "NoSuchOrganizationConformancePackException" },
  );
});

test("only who administers the organization deploys into its accounts", async () => {
  await using cloud = await startCloud();
  await rejects(putPack(cloud), { name: "NoAvailableOrganizationException" });
  await makeOrganization(cloud);
  const member = await cloud.account(await makeAccount(cloud, "blue"));
  await rejects(putPack(member), { name: "OrganizationAccessDeniedException" });
  await putPack(cloud);
});

test("an organization's rule stands in its accounts, and says where it could not", async () => {
  await using cloud = await startCloud();
  await makeOrganization(cloud);
  const blue = await makeAccount(cloud, "blue");
  const OrganizationConfigRuleName = "encrypted";
  await cloud.config.send(
    new PutOrganizationConfigRuleCommand({
      OrganizationConfigRuleName,
      OrganizationManagedRuleMetadata: { RuleIdentifier: "SNS_ENCRYPTED_KMS" },
    }),
  );
  await cloud.settled();
  const { OrganizationConfigRuleDetailedStatus: [status] = [] } =
    await cloud.config.send(
      new GetOrganizationConfigRuleDetailedStatusCommand({
        OrganizationConfigRuleName,
        Filters: { AccountId: blue },
      }),
    );
  equal(status?.MemberAccountRuleStatus, "CREATE_FAILED");
  equal(status?.ErrorCode, "NoAvailableConfigurationRecorderException");
  const { ConfigRules } = await (
    await cloud.account(blue)
  ).config.send(new DescribeConfigRulesCommand({}));
  deepEqual(ConfigRules, []);
});
