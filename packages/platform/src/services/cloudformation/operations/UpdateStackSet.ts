import { UpdateStackSetCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { stackTags } from "../begin.ts";
import { givenParameters } from "../parameters.ts";
import { passRole, stackRequestKeys } from "../request-keys.ts";
import { checkOwnRole } from "../stack-role.ts";
import { invalid } from "../stack.ts";
import { beginSetOperation } from "../stack-sets/begin.ts";
import { readSetTemplate, setParameters } from "../stack-sets/content.ts";
import { checkManages } from "../stack-sets/organization.ts";
import { checkPreferences } from "../stack-sets/preferences.ts";
import { onSet, setOf } from "../stack-sets/sets.ts";
import { stackSets, type StackSetRow } from "../stack-sets/tables.ts";
import { requestedInstances } from "../stack-sets/targets.ts";
import { templateText } from "../template-source.ts";

/** Changes what a set is, and with it all its instances, or those that are named. */
export const UpdateStackSet = operation(UpdateStackSetCommand, {
  maxBody: 1 << 21,
  needs: async (input, ctx) => [
    await onSet("UpdateStackSet", input, ctx, {
      "cloudformation:RoleArn": input.AdministrationRoleARN,
      "cloudformation:TemplateUrl":
        stackRequestKeys(input)["cloudformation:TemplateUrl"],
      "cloudformation:TargetRegion": input.Regions,
      ...requestTagKeys(input.Tags),
    }),
    ...passRole(input.AdministrationRoleARN),
  ],

  async handle(input, ctx) {
    const { set, place } = await setOf(input, ctx);
    checkPreferences(input.OperationPreferences);
    if (
      input.PermissionModel !== undefined &&
      input.PermissionModel !== set.permissionModel
    )
      throw invalid("The permission model of a stack set cannot be changed.");
    if (set.permissionModel === "SERVICE_MANAGED")
      await checkManages(place, ctx);
    checkOwnRole(input.AdministrationRoleARN, place);
    const text = input.UsePreviousTemplate
      ? set.template
      : await templateText(input, ctx);
    const capabilities = input.Capabilities ?? set.capabilities;
    const read = readSetTemplate(text, capabilities);
    const given = givenParameters(input.Parameters, set.parameters);
    const changed: StackSetRow = {
      ...set,
      template: text,
      parameters: setParameters(read, given),
      capabilities,
      tags: input.Tags ? stackTags(input.Tags) : set.tags,
      ...(input.Description === undefined
        ? {}
        : { description: input.Description }),
      ...(input.AdministrationRoleARN === undefined
        ? {}
        : { administrationRoleArn: input.AdministrationRoleARN }),
      ...(input.ExecutionRoleName === undefined
        ? {}
        : { executionRoleName: input.ExecutionRoleName }),
      ...(input.AutoDeployment
        ? {
            autoDeployment: {
              enabled: input.AutoDeployment.Enabled ?? false,
              retainStacks:
                input.AutoDeployment.RetainStacksOnAccountRemoval ?? false,
            },
          }
        : {}),
      managedExecution: input.ManagedExecution?.Active ?? set.managedExecution,
    };
    if (input.AutoDeployment && set.permissionModel !== "SERVICE_MANAGED")
      throw invalid(
        "AutoDeployment can only be specified with SERVICE_MANAGED permission model",
      );
    const found = { set: changed, place };
    const instances = await requestedInstances(found, input, ctx);
    const OperationId = await beginSetOperation(
      found,
      instances,
      {
        action: "UPDATE",
        id: input.OperationId,
        preferences: input.OperationPreferences,
        shownTargets: input.DeploymentTargets,
      },
      ctx,
    );
    await ctx.table(stackSets, { accountId: place.accountId }).put(changed);
    return { OperationId };
  },
});
