import {
  CreateAccessKeyCommand,
  LimitExceededException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { accessKeys } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { alphanumeric, uniqueId } from "../../../core/random.ts";
import { keysOf, onKeyHolder, keyHolder } from "../access-keys.ts";
import { wholeSeconds } from "../whole-seconds.ts";

const KEYS_AT_MOST = 2;
const ID_LENGTH = 20;
const SECRET_LENGTH = 40;

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
      accessKeyId: uniqueId("AKIA").slice(0, ID_LENGTH),
      secretAccessKey: alphanumeric(SECRET_LENGTH),
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
