import {
  NoSuchEntityException,
  PermissionsBoundaryAttachmentType,
} from "@aws-sdk/client-iam";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { Need } from "../../core/operation.ts";
import { findPolicy } from "./policies.ts";

/** A permissions boundary as IAM answers it. */
export function shownBoundary(arn: string | undefined) {
  return arn === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: PermissionsBoundaryAttachmentType.Policy,
          PermissionsBoundaryArn: arn,
        },
      };
}

/** `iam:PermissionsBoundary`: the boundary that a request sets. */
export function boundaryKey(
  arn: string | undefined,
): NonNullable<Need["keys"]> {
  return arn === undefined ? {} : { "iam:PermissionsBoundary": arn };
}

/** `iam:PermissionsBoundary` of whom a request is about, for the actions that AWS tells it. */
export function presentBoundaryKey(
  action: string,
  arn: string | undefined,
): NonNullable<Need["keys"]> {
  return TOLD.has(action) ? boundaryKey(arn) : {};
}

/** The actions on existing users and roles that have the key (service authorization reference of IAM). */
const TOLD: ReadonlySet<string> = new Set([
  "AttachRolePolicy",
  "AttachUserPolicy",
  "DeleteRole",
  "DeleteRolePermissionsBoundary",
  "DeleteRolePolicy",
  "DeleteUserPermissionsBoundary",
  "DeleteUserPolicy",
  "DetachRolePolicy",
  "DetachUserPolicy",
  "GetRole",
  "PutRolePolicy",
  "PutUserPolicy",
  "UpdateAssumeRolePolicy",
  "UpdateRole",
  "UpdateRoleDescription",
]);

/** A managed policy's ARN, fit to be a boundary. @throws Fault NoSuchEntity, InvalidInput */
export async function boundaryPolicy(
  arn: string,
  ctx: Context,
): Promise<string> {
  if (!(await findPolicy(arn, ctx)))
    throw fault(
      NoSuchEntityException,
      `Scope ARN: ${arn} does not exist or is not attachable.`,
    );
  return arn;
}
