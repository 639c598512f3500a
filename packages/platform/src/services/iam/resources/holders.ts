import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  DeleteGroupPolicyCommand,
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetGroupPolicyCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import type { ResourceContext } from "../../../core/resource-type.ts";

interface Attached {
  readonly PolicyArn?: string | undefined;
}

interface NamesPage {
  readonly PolicyNames?: readonly string[] | undefined;
  readonly Marker?: string | undefined;
}

interface AttachedPage {
  readonly AttachedPolicies?: readonly Attached[] | undefined;
  readonly Marker?: string | undefined;
}

type Done = Promise<unknown>;
type Page = { readonly Marker?: string };

/** What can be done about the policies of a user, a group or a role of some name. */
export interface Holder {
  put(
    name: string,
    policy: string,
    document: string,
    ctx: ResourceContext,
  ): Done;
  get(
    name: string,
    policy: string,
    ctx: ResourceContext,
  ): Promise<{ PolicyDocument?: string | undefined }>;
  drop(name: string, policy: string, ctx: ResourceContext): Done;
  names(name: string, page: Page, ctx: ResourceContext): Promise<NamesPage>;
  attach(name: string, PolicyArn: string, ctx: ResourceContext): Done;
  detach(name: string, PolicyArn: string, ctx: ResourceContext): Done;
  attached(
    name: string,
    page: Page,
    ctx: ResourceContext,
  ): Promise<AttachedPage>;
}

export const ROLE: Holder = {
  put: (RoleName, PolicyName, PolicyDocument, ctx) =>
    ctx.send(
      new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }),
    ),
  get: (RoleName, PolicyName, ctx) =>
    ctx.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
  drop: (RoleName, PolicyName, ctx) =>
    ctx.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
  names: (RoleName, page, ctx) =>
    ctx.send(new ListRolePoliciesCommand({ RoleName, ...page })),
  attach: (RoleName, PolicyArn, ctx) =>
    ctx.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })),
  detach: (RoleName, PolicyArn, ctx) =>
    ctx.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
  attached: (RoleName, page, ctx) =>
    ctx.send(new ListAttachedRolePoliciesCommand({ RoleName, ...page })),
};

export const USER: Holder = {
  put: (UserName, PolicyName, PolicyDocument, ctx) =>
    ctx.send(
      new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }),
    ),
  get: (UserName, PolicyName, ctx) =>
    ctx.send(new GetUserPolicyCommand({ UserName, PolicyName })),
  drop: (UserName, PolicyName, ctx) =>
    ctx.send(new DeleteUserPolicyCommand({ UserName, PolicyName })),
  names: (UserName, page, ctx) =>
    ctx.send(new ListUserPoliciesCommand({ UserName, ...page })),
  attach: (UserName, PolicyArn, ctx) =>
    ctx.send(new AttachUserPolicyCommand({ UserName, PolicyArn })),
  detach: (UserName, PolicyArn, ctx) =>
    ctx.send(new DetachUserPolicyCommand({ UserName, PolicyArn })),
  attached: (UserName, page, ctx) =>
    ctx.send(new ListAttachedUserPoliciesCommand({ UserName, ...page })),
};

export const GROUP: Holder = {
  put: (GroupName, PolicyName, PolicyDocument, ctx) =>
    ctx.send(
      new PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument }),
    ),
  get: (GroupName, PolicyName, ctx) =>
    ctx.send(new GetGroupPolicyCommand({ GroupName, PolicyName })),
  drop: (GroupName, PolicyName, ctx) =>
    ctx.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName })),
  names: (GroupName, page, ctx) =>
    ctx.send(new ListGroupPoliciesCommand({ GroupName, ...page })),
  attach: (GroupName, PolicyArn, ctx) =>
    ctx.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn })),
  detach: (GroupName, PolicyArn, ctx) =>
    ctx.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn })),
  attached: (GroupName, page, ctx) =>
    ctx.send(new ListAttachedGroupPoliciesCommand({ GroupName, ...page })),
};

/** The properties that name who holds a policy. */
export const HOLDERS: Readonly<Record<"Groups" | "Roles" | "Users", Holder>> = {
  Groups: GROUP,
  Roles: ROLE,
  Users: USER,
};
