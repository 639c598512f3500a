import { randomUUID } from "node:crypto";
import {
  AlreadyExistsException,
  CreateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { beginOperation, stackTags } from "../begin.ts";
import { givenParameters } from "../parameters.ts";
import { prepared, putTemplate } from "../prepare.ts";
import { passRole, stackRequestKeys } from "../request-keys.ts";
import { checkedStackPolicy } from "../stack-policy.ts";
import { findStack, invalid, onStack } from "../stack.ts";
import { stackArn, type StackRow } from "../tables.ts";
import { templateText } from "../template-source.ts";

const MINUTE = 60_000;

export const CreateStack = operation(CreateStackCommand, {
  maxBody: 1 << 21,
  needs: async (input, ctx) => [
    await onStack("CreateStack", input.StackName, ctx, {
      ...stackRequestKeys(input),
      ...requestTagKeys(input.Tags),
    }),
    ...passRole(input.RoleARN),
  ],

  async handle(input, ctx) {
    const { StackName: name, OnFailure, DisableRollback } = input;
    if (OnFailure !== undefined && DisableRollback !== undefined)
      throw invalid(
        "You can specify only one of DisableRollback or OnFailure.",
      );
    if (await findStack(name, ctx))
      throw fault(AlreadyExistsException, `Stack [${name}] already exists`);
    const stack: StackRow = {
      id: randomUUID(),
      name,
      status: "CREATE_IN_PROGRESS",
      createdAt: ctx.now(),
      parameters: [],
      tags: stackTags(input.Tags),
      capabilities: input.Capabilities ?? [],
      notificationArns: input.NotificationARNs ?? [],
      disableRollback: DisableRollback ?? OnFailure === "DO_NOTHING",
      terminationProtection: input.EnableTerminationProtection ?? false,
      outputs: [],
      ...(input.StackPolicyBody === undefined
        ? {}
        : { policy: checkedStackPolicy(input.StackPolicyBody) }),
      ...(input.RoleARN === undefined ? {} : { roleArn: input.RoleARN }),
      ...(input.TimeoutInMinutes === undefined
        ? {}
        : { timeoutInMinutes: input.TimeoutInMinutes }),
    };
    const text = await templateText(input, ctx);
    const ready = await prepared(
      text,
      givenParameters(input.Parameters),
      { ...stack, place: ctx },
      input.Capabilities,
      ctx,
    );
    await putTemplate(stack.id, ready, ctx);
    const { description } = ready.plan.template;
    await beginOperation(
      {
        ...stack,
        parameters: ready.target.parameters,
        templateVersion: ready.target.templateVersion,
        ...(description === undefined ? {} : { description }),
      },
      "CREATE_IN_PROGRESS",
      {
        kind: "CREATE",
        target: ready.target,
        onFailure: DisableRollback ? "DO_NOTHING" : (OnFailure ?? "ROLLBACK"),
        keep: [],
        ...(input.RoleARN === undefined ? {} : { roleArn: input.RoleARN }),
        ...(input.RetainExceptOnCreate === undefined
          ? {}
          : { retainExceptOnCreate: input.RetainExceptOnCreate }),
        ...(input.ClientRequestToken === undefined
          ? {}
          : { clientToken: input.ClientRequestToken }),
        ...(input.TimeoutInMinutes === undefined
          ? {}
          : { endsAt: ctx.now() + input.TimeoutInMinutes * MINUTE }),
      },
      ctx,
    );
    return { StackId: stackArn(ctx, stack) };
  },
});
