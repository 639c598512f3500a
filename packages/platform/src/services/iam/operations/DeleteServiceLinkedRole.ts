import { randomUUID } from "node:crypto";
import {
  DeleteServiceLinkedRoleCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { removeRole } from "../new-role.ts";
import { onRole, roleNamed, SERVICE_ROLE_PATH } from "../roles.ts";
import { deletionTasks } from "../tables.ts";

/** The role is gone with the answer; its task tells so to clients that wait for it. */
export const DeleteServiceLinkedRole = operation(
  DeleteServiceLinkedRoleCommand,
  {
    needs: ({ RoleName }, ctx) =>
      onRole("DeleteServiceLinkedRole", RoleName, ctx),

    async handle({ RoleName }, ctx) {
      const role = await roleNamed(RoleName, ctx);
      if (!role.path.startsWith(SERVICE_ROLE_PATH))
        throw fault(
          NoSuchEntityException,
          `The role with name ${RoleName} cannot be found.`,
        );
      await removeRole(role, ctx);
      const taskId = `task${role.path}${role.roleName}/${randomUUID()}`;
      await ctx.table(deletionTasks).put({ taskId });
      return { DeletionTaskId: taskId };
    },
  },
);
