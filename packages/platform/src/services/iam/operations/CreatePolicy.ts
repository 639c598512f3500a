import {
  CreatePolicyCommand,
  EntityAlreadyExistsException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { managedPolicies, nameKey } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { uniqueId } from "../../../core/random.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { managedDocument } from "../documents.ts";
import { UNUSED } from "../policy-uses.ts";
import { policyArn, wholePolicy } from "../policies.ts";
import { newTags } from "../tags.ts";
import { countUp } from "../usage.ts";

export const CreatePolicy = operation(CreatePolicyCommand, {
  needs: ({ PolicyName, Path, Tags }, ctx) => {
    const arn = policyArn(ctx, PolicyName, Path);
    const tags = requestTagKeys(Tags);
    return [
      allow("iam:CreatePolicy", arn, tags),
      ...(Tags?.length ? [allow("iam:TagPolicy", arn, tags)] : []),
    ];
  },

  async handle(
    { PolicyName, Path = "/", PolicyDocument, Description, Tags },
    ctx,
  ) {
    if (await ctx.table(managedPolicies).get(nameKey(PolicyName)))
      throw fault(
        EntityAlreadyExistsException,
        `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`,
      );
    const document = managedDocument(PolicyDocument);
    const tags = newTags(Tags);
    await countUp(ctx, "Policies");
    const createdAt = ctx.now();
    const policy = {
      policyName: PolicyName,
      policyId: uniqueId("ANPA"),
      path: Path,
      arn: policyArn(ctx, PolicyName, Path),
      createdAt,
      updatedAt: createdAt,
      defaultVersionId: "v1",
      nextVersion: 2,
      versions: [{ versionId: "v1", document, createdAt }],
      tags,
      ...(Description === undefined ? {} : { description: Description }),
    };
    await ctx.table(managedPolicies).put(policy);
    return { Policy: wholePolicy(policy, UNUSED) };
  },
});
