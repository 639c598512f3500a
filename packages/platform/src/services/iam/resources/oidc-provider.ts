import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  ListOpenIDConnectProvidersCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
  type CreateOpenIDConnectProviderCommandInput,
} from "@aws-sdk/client-iam";
import { isDeepStrictEqual } from "node:util";
import { globalArn } from "../../../core/arn.ts";
import { difference, given } from "../../../core/resource-input.ts";
import { changeTags } from "../../../core/resource-tags.ts";
import { accountRow, resourceType } from "../../../core/resource-type.ts";
import { absent } from "./absent.ts";
import { schemaOf } from "./schemas.ts";
import { tagsIn, tagsOf } from "./tags.ts";

const typeName = "AWS::IAM::OIDCProvider";

export const oidcProvider = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: {
    "iam.oidc-providers": accountRow((accountId, issuer) =>
      globalArn("iam", accountId, `oidc-provider/${issuer}`),
    ),
  },

  async create({ ClientIdList, ...properties }, ctx) {
    const { OpenIDConnectProviderArn = "" } = await ctx.send(
      new CreateOpenIDConnectProviderCommand({
        ...given({ ...properties, ClientIDList: ClientIdList }, [
          "ClientIDList",
          "Tags",
          "ThumbprintList",
        ]),
        Url: properties["Url"] ?? "",
      } as CreateOpenIDConnectProviderCommandInput),
    );
    return OpenIDConnectProviderArn;
  },

  async read(Arn, ctx, known = {}) {
    const found = await ctx
      .send(
        new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn }),
      )
      .catch(absent);
    if (!found) return undefined;
    const { Url = "", ClientIDList = [], ThumbprintList = [], Tags } = found;
    return {
      Arn,
      // IAM answers it without its scheme.
      Url: known["Url"] ?? `https://${Url}`,
      ...(ClientIDList.length > 0 ? { ClientIdList: ClientIDList } : {}),
      ...(ThumbprintList.length > 0 ? { ThumbprintList } : {}),
      ...tagsOf(Tags),
    };
  },

  async update(OpenIDConnectProviderArn, change, ctx) {
    const { before, after } = change;
    const clients = difference(before["ClientIdList"], after["ClientIdList"]);
    for (const ClientID of clients.gone)
      await ctx.send(
        new RemoveClientIDFromOpenIDConnectProviderCommand({
          OpenIDConnectProviderArn,
          ClientID,
        }),
      );
    for (const ClientID of clients.added)
      await ctx.send(
        new AddClientIDToOpenIDConnectProviderCommand({
          OpenIDConnectProviderArn,
          ClientID,
        }),
      );
    if (!isDeepStrictEqual(before["ThumbprintList"], after["ThumbprintList"]))
      await ctx.send(
        new UpdateOpenIDConnectProviderThumbprintCommand({
          OpenIDConnectProviderArn,
          ThumbprintList: (after["ThumbprintList"] ?? []) as string[],
        }),
      );
    const provider = { OpenIDConnectProviderArn };
    await changeTags(change, {
      untag: (TagKeys) =>
        ctx.send(
          new UntagOpenIDConnectProviderCommand({ ...provider, TagKeys }),
        ),
      tag: (tags) =>
        ctx.send(
          new TagOpenIDConnectProviderCommand({ ...provider, ...tagsIn(tags) }),
        ),
    });
  },

  async delete(OpenIDConnectProviderArn, ctx) {
    await ctx
      .send(
        new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }),
      )
      .catch(absent);
  },

  async list(ctx) {
    const { OpenIDConnectProviderList = [] } = await ctx.send(
      new ListOpenIDConnectProvidersCommand({}),
    );
    return OpenIDConnectProviderList.map(({ Arn = "" }) => Arn);
  },
});
