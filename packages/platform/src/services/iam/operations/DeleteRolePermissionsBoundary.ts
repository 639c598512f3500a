import {
  DeleteRolePermissionsBoundaryCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { roles } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onRole, ownRole } from "../roles.ts";

export const DeleteRolePermissionsBoundary = operation(
  DeleteRolePermissionsBoundaryCommand,
  {
    needs: ({ RoleName }, ctx) =>
      onRole("DeleteRolePermissionsBoundary", RoleName, ctx),

    async handle({ RoleName }, ctx) {
      const { permissionsBoundary, ...role } = await ownRole(RoleName, ctx);
      if (permissionsBoundary === undefined)
        throw fault(
          NoSuchEntityException,
          `Role ${RoleName} does not have a permissions boundary.`,
        );
      await ctx.table(roles).put(role);
      return {};
    },
  },
);
