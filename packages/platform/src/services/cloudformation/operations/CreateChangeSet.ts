import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import {
  AlreadyExistsException,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
} from "@aws-sdk/client-cloudformation";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { checkUpdatable, stackTags } from "../begin.ts";
import { changeSetArn, findChangeSet } from "../change-set.ts";
import { changesOf } from "../changes.ts";
import { putChangeSet } from "../hooks/change-set-hooks.ts";
import { givenParameters } from "../parameters.ts";
import { TransformFailed } from "../macros/transform-names.ts";
import { prepared, putTemplate, untransformed } from "../prepare.ts";
import { passRole, stackRequestKeys } from "../request-keys.ts";
import { checkRole } from "../stack-role.ts";
import { findStack, invalid, onStack, stackOf } from "../stack.ts";
import {
  stackArn,
  stacks,
  templates,
  type ChangeSetRow,
  type StackRow,
  type Target,
} from "../tables.ts";
import { tellStack } from "../engine/stack-events.ts";
import { templateText } from "../template-source.ts";

const NOTHING =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export const CreateChangeSet = operation(CreateChangeSetCommand, {
  maxBody: 1 << 21,
  needs: async (input, ctx) => [
    await onStack("CreateChangeSet", input.StackName, ctx, {
      ...stackRequestKeys(input),
      ...requestTagKeys(input.Tags),
      "cloudformation:ChangeSetName": input.ChangeSetName,
    }),
    ...passRole(input.RoleARN),
  ],

  async handle(input, ctx) {
    const kind = input.ChangeSetType ?? "UPDATE";
    if (kind === "IMPORT" || input.ResourcesToImport)
      throw invalid("Importing resources into a stack is not offered.");
    if (await findChangeSet(input, ctx))
      throw fault(
        AlreadyExistsException,
        `ChangeSet ${input.ChangeSetName} already exists`,
      );
    const stack =
      kind === "CREATE"
        ? await reviewedStack(input.StackName, ctx)
        : await stackOf(input.StackName, ctx);
    if (kind === "UPDATE") checkUpdatable(stack, ctx);
    await checkRole(stack, input.RoleARN ?? stack.roleArn, ctx);
    const text = await templateText(input, ctx, stack);
    const given = givenParameters(input.Parameters, stack.parameters);
    const tags = input.Tags ? stackTags(input.Tags) : stack.tags;
    const role = input.RoleARN === undefined ? {} : { roleArn: input.RoleARN };
    const after = { ...stack, ...role };
    const proposal = await proposed(text, given, tags, after, input, ctx);
    const row: ChangeSetRow = {
      stackId: stack.id,
      id: randomUUID(),
      name: input.ChangeSetName,
      kind,
      createdAt: ctx.now(),
      status: proposal.failure === undefined ? "CREATE_COMPLETE" : "FAILED",
      executionStatus:
        proposal.failure === undefined ? "AVAILABLE" : "UNAVAILABLE",
      ...(proposal.failure === undefined
        ? {}
        : { statusReason: proposal.failure }),
      target: proposal.target,
      tags,
      capabilities: input.Capabilities ?? [],
      notificationArns: input.NotificationARNs ?? stack.notificationArns,
      changes: proposal.changes,
      ...(input.Description === undefined
        ? {}
        : { description: input.Description }),
      ...(input.RoleARN === undefined ? {} : { roleArn: input.RoleARN }),
      ...(input.OnStackFailure === undefined
        ? {}
        : { onFailure: input.OnStackFailure }),
    };
    await putChangeSet(row, stack, ctx);
    return { Id: changeSetArn(ctx, row), StackId: stackArn(ctx, stack) };
  },
});

/** What a change set would do, or why it would do nothing. */
interface Proposal {
  readonly target: Target;
  readonly changes: readonly object[];
  readonly failure?: string;
}

/** @throws Fault whatever a template can be refused for, but for its transforms: these fail the change set */
async function proposed(
  text: string,
  given: Readonly<Record<string, string>>,
  tags: StackRow["tags"],
  stack: StackRow,
  { Capabilities = [] }: CreateChangeSetCommandInput,
  ctx: Context,
): Promise<Proposal> {
  try {
    const ready = await prepared(
      text,
      given,
      { ...stack, place: ctx },
      // Change sets show what transforms make before anything is made of it: nobody need agree to it unseen.
      [...Capabilities, "CAPABILITY_AUTO_EXPAND"],
      ctx,
    );
    await putTemplate(stack.id, ready, ctx);
    const { target } = ready;
    const changes = await changesOf(ready.plan, stack, ctx);
    const empty =
      changes.length === 0 &&
      isDeepStrictEqual(stack.parameters, target.parameters) &&
      isDeepStrictEqual(stack.tags, tags) &&
      (await sameOutputs(stack, ready.processed, ctx));
    return { target, changes, ...(empty ? { failure: NOTHING } : {}) };
  } catch (error) {
    if (!(error instanceof TransformFailed)) throw error;
    const target = untransformed(text, given);
    await putTemplate(stack.id, { original: text, target }, ctx);
    return { target, changes: [], failure: error.message };
  }
}

/** A stack that does not exist yet: a change set shows what it would be. */
async function reviewedStack(name: string, ctx: Context): Promise<StackRow> {
  const known = await findStack(name, ctx);
  if (known?.status === "REVIEW_IN_PROGRESS") return known;
  if (known)
    throw invalid(
      `Stack [${name}] already exists and cannot be created again with the changeSet.`,
    );
  const stack: StackRow = {
    id: randomUUID(),
    name,
    status: "REVIEW_IN_PROGRESS",
    statusReason: "User Initiated",
    createdAt: ctx.now(),
    parameters: [],
    tags: {},
    capabilities: [],
    notificationArns: [],
    disableRollback: false,
    terminationProtection: false,
    outputs: [],
  };
  await ctx.table(stacks).put(stack);
  await tellStack(stack, stackArn(ctx, stack), stack.status, ctx, {
    reason: "User Initiated",
  });
  return stack;
}

/** Outputs and descriptions may differ where no resource does. */
async function sameOutputs(
  { id, templateVersion }: StackRow,
  processed: string,
  ctx: Context,
): Promise<boolean> {
  if (templateVersion === undefined) return false;
  const row = await ctx.table(templates).get(id, templateVersion);
  return row?.processed === processed;
}
