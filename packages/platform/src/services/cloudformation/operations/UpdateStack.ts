import { isDeepStrictEqual } from "node:util";
import { UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { beginOperation, checkUpdatable, stackTags } from "../begin.ts";
import { givenParameters } from "../parameters.ts";
import { prepared, putTemplate } from "../prepare.ts";
import { passRole, stackRequestKeys } from "../request-keys.ts";
import { checkedStackPolicy } from "../stack-policy.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { stackArn, templates } from "../tables.ts";
import { templateText } from "../template-source.ts";

export const UpdateStack = operation(UpdateStackCommand, {
  maxBody: 1 << 21,
  needs: async (input, ctx) => [
    await onStack("UpdateStack", input.StackName, ctx, {
      ...stackRequestKeys(input),
      ...requestTagKeys(input.Tags),
    }),
    ...passRole(input.RoleARN),
  ],

  async handle(input, ctx) {
    const stack = await stackOf(input.StackName, ctx);
    checkUpdatable(stack, ctx);
    const given = givenParameters(input.Parameters, stack.parameters);
    const tags = input.Tags ? stackTags(input.Tags) : stack.tags;
    const ready = await prepared(
      await templateText(input, ctx, stack),
      given,
      {
        ...stack,
        ...(input.RoleARN === undefined ? {} : { roleArn: input.RoleARN }),
        place: ctx,
      },
      input.Capabilities,
      ctx,
    );
    const current =
      stack.templateVersion === undefined
        ? undefined
        : await ctx.table(templates).get(stack.id, stack.templateVersion);
    if (
      current?.processed === ready.processed &&
      isDeepStrictEqual(stack.parameters, ready.target.parameters) &&
      isDeepStrictEqual(stack.tags, tags) &&
      !stack.status.endsWith("_FAILED")
    )
      throw invalid("No updates are to be performed.");
    await putTemplate(stack.id, ready, ctx);
    const roleArn = input.RoleARN ?? stack.roleArn;
    const { description } = ready.plan.template;
    const { description: _old, ...rest } = stack;
    await beginOperation(
      {
        ...rest,
        tags,
        capabilities: input.Capabilities ?? [],
        notificationArns: input.NotificationARNs ?? stack.notificationArns,
        disableRollback: input.DisableRollback ?? false,
        ...(input.StackPolicyBody === undefined
          ? {}
          : { policy: checkedStackPolicy(input.StackPolicyBody) }),
        ...(roleArn === undefined ? {} : { roleArn }),
        ...(description === undefined ? {} : { description }),
      },
      "UPDATE_IN_PROGRESS",
      {
        kind: "UPDATE",
        target: ready.target,
        previous: {
          templateVersion: stack.templateVersion ?? "",
          parameters: stack.parameters,
          tags: stack.tags,
          outputs: stack.outputs,
        },
        onFailure: input.DisableRollback ? "DO_NOTHING" : "ROLLBACK",
        keep: [],
        ...(input.StackPolicyDuringUpdateBody === undefined
          ? {}
          : { policy: checkedStackPolicy(input.StackPolicyDuringUpdateBody) }),
        ...(roleArn === undefined ? {} : { roleArn }),
        ...(input.RetainExceptOnCreate === undefined
          ? {}
          : { retainExceptOnCreate: input.RetainExceptOnCreate }),
        ...(input.ClientRequestToken === undefined
          ? {}
          : { clientToken: input.ClientRequestToken }),
      },
      ctx,
    );
    return { StackId: stackArn(ctx, stack) };
  },
});
