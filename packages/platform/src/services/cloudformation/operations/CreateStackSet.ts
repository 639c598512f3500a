import { randomUUID } from "node:crypto";
import {
  CreateStackSetCommand,
  NameAlreadyExistsException,
} from "@aws-sdk/client-cloudformation";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { stackTags } from "../begin.ts";
import { givenParameters } from "../parameters.ts";
import { passRole, stackRequestKeys } from "../request-keys.ts";
import { checkOwnRole } from "../stack-role.ts";
import { invalid } from "../stack.ts";
import { readSetTemplate, setParameters } from "../stack-sets/content.ts";
import { checkManages, ownerOf } from "../stack-sets/organization.ts";
import { defaultAdministrationRole } from "../stack-sets/rights.ts";
import { findSet } from "../stack-sets/sets.ts";
import { stackSets, type StackSetRow } from "../stack-sets/tables.ts";
import { templateText } from "../template-source.ts";

export const CreateStackSet = operation(CreateStackSetCommand, {
  maxBody: 1 << 21,
  needs: (input, ctx) => [
    allow("cloudformation:CreateStackSet", "*", {
      "cloudformation:RoleArn": input.AdministrationRoleARN,
      "cloudformation:TemplateUrl":
        stackRequestKeys(input)["cloudformation:TemplateUrl"],
      ...requestTagKeys(input.Tags),
    }),
    ...(input.PermissionModel === "SERVICE_MANAGED"
      ? []
      : passRole(
          input.AdministrationRoleARN ?? defaultAdministrationRole(ctx),
        )),
  ],

  async handle(input, ctx) {
    const { StackSetName: name, PermissionModel = "SELF_MANAGED" } = input;
    const place = await ownerOf(input.CallAs, ctx);
    if (await findSet(name, place, ctx))
      throw fault(
        NameAlreadyExistsException,
        `StackSet ${name} already exists`,
      );
    if (input.StackId !== undefined)
      throw invalid("Importing a stack into a new stack set is not offered.");
    if (PermissionModel === "SERVICE_MANAGED") {
      await checkManages(place, ctx);
      if (
        input.AdministrationRoleARN !== undefined ||
        input.ExecutionRoleName !== undefined
      )
        throw invalid(
          "AdministrationRoleARN and ExecutionRoleName cannot be specified with SERVICE_MANAGED permission model",
        );
    } else if (input.AutoDeployment || input.CallAs === "DELEGATED_ADMIN")
      throw invalid(
        "AutoDeployment and DELEGATED_ADMIN can only be specified with SERVICE_MANAGED permission model",
      );
    checkOwnRole(input.AdministrationRoleARN, place);
    const text = await templateText(input, ctx);
    const read = readSetTemplate(text, input.Capabilities);
    const description = input.Description ?? read.description;
    const set: StackSetRow = {
      id: `${name}:${randomUUID()}`,
      name,
      region: place.region,
      status: "ACTIVE",
      ...(description === undefined ? {} : { description }),
      template: text,
      parameters: setParameters(read, givenParameters(input.Parameters)),
      capabilities: input.Capabilities ?? [],
      tags: stackTags(input.Tags),
      permissionModel: PermissionModel,
      ...(input.AdministrationRoleARN === undefined
        ? {}
        : { administrationRoleArn: input.AdministrationRoleARN }),
      ...(input.ExecutionRoleName === undefined
        ? {}
        : { executionRoleName: input.ExecutionRoleName }),
      ...(PermissionModel === "SERVICE_MANAGED"
        ? {
            autoDeployment: {
              enabled: input.AutoDeployment?.Enabled ?? false,
              retainStacks:
                input.AutoDeployment?.RetainStacksOnAccountRemoval ?? false,
            },
          }
        : {}),
      units: {},
      managedExecution: input.ManagedExecution?.Active ?? false,
      createdAt: ctx.now(),
    };
    await ctx.table(stackSets, { accountId: place.accountId }).put(set);
    return { StackSetId: set.id };
  },
});
