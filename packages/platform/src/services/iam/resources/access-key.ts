import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
  type StatusType,
} from "@aws-sdk/client-iam";
import { Fault } from "../../../core/errors.ts";
import { given } from "../../../core/resource-input.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { absent } from "./absent.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::IAM::AccessKey";

/** Who an access key belongs to, and its id. */
interface Named {
  readonly UserName: string;
  readonly AccessKeyId: string;
}

/** A user's access key; only its creation tells the secret. */
export const accessKey = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    const UserName = properties["UserName"] as string;
    const { AccessKey } = await ctx.send(
      new CreateAccessKeyCommand({ UserName }),
    );
    const { AccessKeyId = "", SecretAccessKey } = AccessKey ?? {};
    const named = { UserName, AccessKeyId };
    await wholeOrGone(
      () => setStatus(named, properties["Status"], ctx),
      () => remove(named, ctx),
    );
    return { identifier: AccessKeyId, attributes: { SecretAccessKey } };
  },

  async read(Id, ctx, known = {}) {
    const UserName = await ownerOf(Id, known, ctx);
    if (UserName === undefined) return undefined;
    const found = await ctx
      .send(new ListAccessKeysCommand({ UserName }))
      .catch(absent);
    const key = found?.AccessKeyMetadata?.find(
      ({ AccessKeyId }) => AccessKeyId === Id,
    );
    return key
      ? {
          Id,
          UserName,
          Status: key.Status,
          ...given(known, ["SecretAccessKey", "Serial"]),
        }
      : undefined;
  },

  async update(AccessKeyId, { after }, ctx) {
    const UserName = after["UserName"] as string;
    await setStatus(
      { UserName, AccessKeyId },
      after["Status"] ?? "Active",
      ctx,
    );
  },

  async delete(AccessKeyId, ctx, properties) {
    const UserName = await ownerOf(AccessKeyId, properties, ctx);
    if (UserName !== undefined) await remove({ UserName, AccessKeyId }, ctx);
  },
});

/** Whose key it is: IAM refuses to tell it of a key that nobody has. */
async function ownerOf(
  AccessKeyId: string,
  known: Properties,
  ctx: ResourceContext,
): Promise<string | undefined> {
  if (known["UserName"] !== undefined) return known["UserName"] as string;
  try {
    const input = { AccessKeyId };
    return (await ctx.send(new GetAccessKeyLastUsedCommand(input))).UserName;
  } catch (error) {
    if (error instanceof Fault && error.message.endsWith("cannot be found."))
      return undefined;
    throw error;
  }
}

async function remove(named: Named, ctx: ResourceContext): Promise<void> {
  await ctx.send(new DeleteAccessKeyCommand(named)).catch(absent);
}

async function setStatus(
  named: Named,
  status: unknown,
  ctx: ResourceContext,
): Promise<void> {
  if (status !== undefined)
    await ctx.send(
      new UpdateAccessKeyCommand({ ...named, Status: status as StatusType }),
    );
}
