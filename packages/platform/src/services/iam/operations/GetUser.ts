import { GetUserCommand } from "@aws-sdk/client-iam";
import { globalArn } from "../../../core/arn.ts";
import { accounts } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { onUser, ownUserName, userNamed, wholeUser } from "../users.ts";
import { wholeSeconds } from "../whole-seconds.ts";

/** Without a name it answers about its caller, the root user included. */
export const GetUser = operation(GetUserCommand, {
  needs: ({ UserName }, ctx) => {
    const name = UserName ?? ownUserName(ctx);
    return name === undefined
      ? [allow("iam:GetUser", globalArn("iam", ctx.accountId, "root"))]
      : onUser("GetUser", name, ctx);
  },

  async handle({ UserName }, ctx) {
    const name = UserName ?? ownUserName(ctx);
    if (name !== undefined)
      return { User: wholeUser(await userNamed(name, ctx)) };
    const account = await ctx.table(accounts).get(ctx.accountId);
    return {
      User: {
        Path: undefined,
        UserName: undefined,
        UserId: ctx.accountId,
        Arn: globalArn("iam", ctx.accountId, "root"),
        CreateDate: wholeSeconds(account?.createdAt ?? 0),
      },
    };
  },
});
