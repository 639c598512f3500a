import {
  GetServiceLinkedRoleDeletionStatusCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { onRole } from "../roles.ts";
import { operation } from "../../../core/operation.ts";
import { deletionTasks } from "../tables.ts";

export const GetServiceLinkedRoleDeletionStatus = operation(
  GetServiceLinkedRoleDeletionStatusCommand,
  {
    needs: ({ DeletionTaskId }, ctx) =>
      onRole(
        "GetServiceLinkedRoleDeletionStatus",
        DeletionTaskId.split("/").at(-2) ?? "*",
        ctx,
      ),

    async handle({ DeletionTaskId }, ctx) {
      if (!(await ctx.table(deletionTasks).get(DeletionTaskId)))
        throw fault(
          NoSuchEntityException,
          `The deletion task ${DeletionTaskId} cannot be found.`,
        );
      return { Status: "SUCCEEDED" as const };
    },
  },
);
