import {
  CreateAccessKeyCommand,
  LimitExceededException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { accessKeys } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { newAccessKey } from "../../../core/random.ts";
import { keysOf, onKeyHolder, keyHolder } from "../access-keys.ts";
import { wholeSeconds } from "../whole-seconds.ts";

const KEYS_AT_MOST = 2;

/** The only answer that ever holds the secret. */
export const CreateAccessKey = operation(CreateAccessKeyCommand, {
  needs: ({ UserName }, ctx) => onKeyHolder("CreateAccessKey", UserName, ctx),

  async handle({ UserName }, ctx) {
    const userName = await keyHolder(UserName, ctx);
    if ((await keysOf(userName, ctx)).length >= KEYS_AT_MOST)
      throw fault(
        LimitExceededException,
        `Cannot exceed quota for AccessKeysPerUser: ${KEYS_AT_MOST}`,
      );
    const key = {
      ...newAccessKey(),
      accountId: ctx.accountId,
      status: "Active" as const,
      createdAt: ctx.now(),
      ...(userName === undefined ? {} : { userName }),
    };
    await ctx.table(accessKeys).put(key);
    return {
      AccessKey: {
        UserName: userName,
        AccessKeyId: key.accessKeyId,
        Status: key.status,
        SecretAccessKey: key.secretAccessKey,
        CreateDate: wholeSeconds(key.createdAt),
      },
    };
  },
});
