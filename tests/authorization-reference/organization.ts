import {
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  InviteAccountToOrganizationCommand,
  ListRootsCommand,
  TagResourceCommand,
} from "@aws-sdk/client-organizations";
import type { Cloud } from "../../packages/platform/testing/cloud.ts";
import { denying } from "../../packages/platform/testing/principals.ts";
import { TAGS as Tags, type Named } from "./named.ts";

/** An organization with a unit, a policy and an invitation; all that can have tags has them. */
export async function organization(
  cloud: Cloud,
  invited: string,
): Promise<Named> {
  const { organizations, accountId } = cloud;
  await cloud.account(invited);
  await organizations.send(new CreateOrganizationCommand({}));
  const { Roots } = await organizations.send(new ListRootsCommand({}));
  const RootId = Roots?.[0]?.Id;
  const Type = "SERVICE_CONTROL_POLICY";
  await organizations.send(
    new EnablePolicyTypeCommand({ RootId, PolicyType: Type }),
  );
  for (const ResourceId of [RootId, accountId])
    await organizations.send(new TagResourceCommand({ ResourceId, Tags }));
  const { OrganizationalUnit } = await organizations.send(
    new CreateOrganizationalUnitCommand({
      ParentId: RootId,
      Name: "builders",
      Tags,
    }),
  );
  const { Policy } = await organizations.send(
    new CreatePolicyCommand({
      Name: "fence",
      Description: "",
      Type,
      Content: denying("iam:CreateUser"),
      Tags,
    }),
  );
  const { Handshake } = await organizations.send(
    new InviteAccountToOrganizationCommand({
      Target: { Type: "ACCOUNT", Id: invited },
    }),
  );
  const PolicyId = Policy?.PolicySummary?.Id;
  return {
    RootId,
    ParentId: RootId,
    SourceParentId: RootId,
    DestinationParentId: OrganizationalUnit?.Id,
    OrganizationalUnitId: OrganizationalUnit?.Id,
    ChildId: accountId,
    AccountId: accountId,
    TargetId: accountId,
    ResourceId: PolicyId,
    Target: { Type: "ACCOUNT", Id: accountId },
    PolicyId,
    PolicyType: Type,
    Type,
    HandshakeId: Handshake?.Id,
    Tags,
    TagKeys: ["team"],
  };
}
