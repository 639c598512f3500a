import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  DescribeCreateAccountStatusCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  type PolicyType,
} from "@aws-sdk/client-organizations";
import type { Clients, Cloud } from "../../../../testing/cloud.ts";
import {
  allowing,
  makeUser,
  sessionOf,
} from "../../../../testing/principals.ts";

/** Makes an organization that the root user's account manages, with policy types enabled. */
export async function makeOrganization(
  cloud: Clients,
  ...types: readonly PolicyType[]
): Promise<{ orgId: string; rootId: string }> {
  const { Organization } = await cloud.organizations.send(
    new CreateOrganizationCommand({}),
  );
  const { Roots } = await cloud.organizations.send(new ListRootsCommand({}));
  const rootId = Roots?.[0]?.Id ?? "";
  for (const PolicyType of types)
    await cloud.organizations.send(
      new EnablePolicyTypeCommand({ RootId: rootId, PolicyType }),
    );
  return { orgId: Organization?.Id ?? "", rootId };
}

/** Makes an account and answers its id. */
export async function makeAccount(
  cloud: Cloud,
  AccountName: string,
  Email = `${AccountName}@example.com`,
): Promise<string> {
  const { CreateAccountStatus: asked } = await cloud.organizations.send(
    new CreateAccountCommand({ AccountName, Email }),
  );
  await cloud.settled();
  const { CreateAccountStatus: made } = await cloud.organizations.send(
    new DescribeCreateAccountStatusCommand({
      CreateAccountRequestId: asked?.Id ?? "",
    }),
  );
  return made?.AccountId ?? "";
}

/** Makes a unit and answers its id. */
export async function makeUnit(
  cloud: Clients,
  ParentId: string,
  Name: string,
): Promise<string> {
  const { OrganizationalUnit } = await cloud.organizations.send(
    new CreateOrganizationalUnitCommand({ ParentId, Name }),
  );
  return OrganizationalUnit?.Id ?? "";
}

/** Clients with an administrator's rights in a member account, by the role that every created account has. */
export async function enter(cloud: Cloud, accountId: string): Promise<Clients> {
  const admin = await makeUser(
    cloud,
    `into-${accountId}`,
    allowing("sts:AssumeRole"),
  );
  return cloud.as(
    await sessionOf(
      admin,
      `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`,
    ),
  );
}

/** Makes a policy and attaches it; answers its id. */
export async function attachNew(
  cloud: Clients,
  Type: PolicyType,
  Content: string,
  TargetId: string,
  Name = `${Type}-${TargetId}`,
): Promise<string> {
  const { Policy } = await cloud.organizations.send(
    new CreatePolicyCommand({ Type, Name, Description: "", Content }),
  );
  const PolicyId = Policy?.PolicySummary?.Id ?? "";
  await cloud.organizations.send(
    new AttachPolicyCommand({ PolicyId, TargetId }),
  );
  return PolicyId;
}
