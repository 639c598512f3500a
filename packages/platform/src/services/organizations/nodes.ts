import {
  ChildNotFoundException,
  OrganizationalUnitNotFoundException,
  ParentNotFoundException,
  RootNotFoundException,
  TargetNotFoundException,
} from "@aws-sdk/client-organizations";
import type { Context } from "../../core/context.ts";
import { fault, type Fault } from "../../core/errors.ts";
import {
  DEFAULT_POLICIES,
  lineage,
  organizationNodes,
  organizationPath,
  type Organization,
  type OrganizationNode,
} from "../../core/identity/organization.ts";
import { nodeArn } from "./arns.ts";
import { noSuchAccount } from "./faults.ts";

/** A node of the organization and of one of the kinds. @throws Fault whichever `missing` makes */
export async function nodeIn(
  { orgId }: Organization,
  id: string,
  kinds: readonly OrganizationNode["kind"][],
  missing: () => Fault,
  ctx: Context,
): Promise<OrganizationNode> {
  const node = await ctx.table(organizationNodes).get(id);
  if (node?.orgId !== orgId || !kinds.includes(node.kind)) throw missing();
  return node;
}

/** An account of the organization. @throws Fault AccountNotFoundException */
export const accountIn = (
  organization: Organization,
  id: string,
  ctx: Context,
): Promise<OrganizationNode> =>
  nodeIn(organization, id, ["ACCOUNT"], noSuchAccount, ctx);

/** A root or a unit. @throws Fault ParentNotFoundException */
export const parentIn = (
  organization: Organization,
  id: string,
  ctx: Context,
): Promise<OrganizationNode> =>
  nodeIn(organization, id, ["ROOT", "ORGANIZATIONAL_UNIT"], noParent, ctx);

/** An account or a unit. @throws Fault ChildNotFoundException */
export const childIn = (
  organization: Organization,
  id: string,
  ctx: Context,
): Promise<OrganizationNode> =>
  nodeIn(organization, id, ["ACCOUNT", "ORGANIZATIONAL_UNIT"], noChild, ctx);

/** @throws Fault OrganizationalUnitNotFoundException */
export const unitIn = (
  organization: Organization,
  id: string,
  ctx: Context,
): Promise<OrganizationNode> =>
  nodeIn(organization, id, ["ORGANIZATIONAL_UNIT"], noUnit, ctx);

/** @throws Fault RootNotFoundException */
export const rootIn = (
  organization: Organization,
  id: string,
  ctx: Context,
): Promise<OrganizationNode> => nodeIn(organization, id, ["ROOT"], noRoot, ctx);

/** Whatever a policy or a tag may be attached to. @throws Fault TargetNotFoundException */
export const targetIn = (
  organization: Organization,
  id: string,
  ctx: Context,
): Promise<OrganizationNode> =>
  nodeIn(
    organization,
    id,
    ["ROOT", "ORGANIZATIONAL_UNIT", "ACCOUNT"],
    noTarget,
    ctx,
  );

/** The policies that something new in the organization has from the start. */
export const firstPolicies = ({
  policyTypes,
}: Pick<Organization, "policyTypes">): readonly string[] =>
  policyTypes.map((type) => DEFAULT_POLICIES[type].policyId);

/** An account as the API answers it. */
export async function shownAccount(
  organization: Organization,
  node: OrganizationNode,
  ctx: Context,
) {
  const { id, name, membership } = node;
  const status = membership?.status ?? "ACTIVE";
  return {
    Id: id,
    Arn: nodeArn(organization, id),
    Name: name,
    Email: membership?.email,
    Status: status,
    State: status,
    JoinedMethod: membership?.joinedMethod,
    JoinedTimestamp: new Date(membership?.joinedAt ?? 0),
    Paths: [organizationPath(await lineage(node, ctx)) + `${id}/`],
  };
}

/** A unit as the API answers it. */
export async function shownUnit(
  organization: Organization,
  node: OrganizationNode,
  ctx: Context,
) {
  const { id, name } = node;
  return {
    Id: id,
    Arn: nodeArn(organization, id),
    Name: name,
    Path: organizationPath(await lineage(node, ctx)),
  };
}

const noChild = () =>
  fault(ChildNotFoundException, "You specified a child that doesn't exist.");
const noParent = () =>
  fault(ParentNotFoundException, "You specified parent that doesn't exist.");
const noUnit = () =>
  fault(
    OrganizationalUnitNotFoundException,
    "You specified an organizational unit that doesn't exist.",
  );
const noRoot = () =>
  fault(RootNotFoundException, "You specified a root that doesn't exist.");
const noTarget = () =>
  fault(TargetNotFoundException, "You specified a target that doesn't exist.");
