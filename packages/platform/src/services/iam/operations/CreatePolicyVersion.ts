import {
  CreatePolicyVersionCommand,
  LimitExceededException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { managedPolicies } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { managedDocument } from "../documents.ts";
import { onPolicy, ownPolicy, shownVersion } from "../policies.ts";

const VERSIONS_AT_MOST = 5;

export const CreatePolicyVersion = operation(CreatePolicyVersionCommand, {
  needs: ({ PolicyArn }, ctx) =>
    onPolicy("CreatePolicyVersion", PolicyArn, ctx),

  async handle({ PolicyArn, PolicyDocument, SetAsDefault = false }, ctx) {
    const policy = await ownPolicy(PolicyArn, ctx);
    const document = managedDocument(PolicyDocument);
    if (policy.versions.length >= VERSIONS_AT_MOST)
      throw fault(
        LimitExceededException,
        `A managed policy can have up to ${VERSIONS_AT_MOST} versions. Before you create a new version, you must delete an existing version.`,
      );
    const version = {
      versionId: `v${policy.nextVersion}`,
      document,
      createdAt: ctx.now(),
    };
    const next = {
      ...policy,
      updatedAt: ctx.now(),
      nextVersion: policy.nextVersion + 1,
      versions: [version, ...policy.versions],
      ...(SetAsDefault ? { defaultVersionId: version.versionId } : {}),
    };
    await ctx.table(managedPolicies).put(next);
    return { PolicyVersion: shownVersion(next, version) };
  },
});
