import { ListAccessKeysCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { keyHolder, keysOf, onKeyHolder } from "../access-keys.ts";
import { pageOfItems } from "../marker.ts";
import { wholeSeconds } from "../whole-seconds.ts";

export const ListAccessKeys = operation(ListAccessKeysCommand, {
  needs: ({ UserName }, ctx) => onKeyHolder("ListAccessKeys", UserName, ctx),

  async handle({ UserName, ...paging }, ctx) {
    const keys = await keysOf(await keyHolder(UserName, ctx), ctx);
    const { items, ends } = pageOfItems(
      keys,
      ({ accessKeyId }) => accessKeyId,
      paging,
    );
    const AccessKeyMetadata = items.map((key) => ({
      UserName: key.userName,
      AccessKeyId: key.accessKeyId,
      Status: key.status,
      CreateDate: wholeSeconds(key.createdAt),
    }));
    return { AccessKeyMetadata, ...ends };
  },
});
