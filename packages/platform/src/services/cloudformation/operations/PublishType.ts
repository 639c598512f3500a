import { PublishTypeCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { hookOf, refused } from "../registry/known-type.ts";

export const PublishType = operation(PublishTypeCommand, {
  needs: () => [allow("cloudformation:PublishType", "*")],

  async handle(input, ctx) {
    await hookOf(input, ctx);
    throw refused(
      "Types cannot be published here: they stay private to their account",
    );
  },
});
