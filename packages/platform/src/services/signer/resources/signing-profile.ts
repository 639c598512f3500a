import {
  CancelSigningProfileCommand,
  GetSigningProfileCommand,
  ListSigningProfilesCommand,
  PutSigningProfileCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type PutSigningProfileCommandInput,
} from "@aws-sdk/client-signer";
import { given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import {
  changeTags,
  tagMap,
  tagProperty,
} from "../../../core/resource-tags.ts";
import {
  regionalRow,
  resourceType,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { profileArn } from "../tables.ts";
import { absent } from "./absent.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Signer::SigningProfile";

/** A signing profile; its end is its cancellation, after which its name stays taken. */
export const signingProfile = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: {
    "signer.profiles": regionalRow((place, name = "") =>
      profileArn(place, name),
    ),
  },

  async create(properties, ctx) {
    const { ProfileName, PlatformId, SignatureValidityPeriod } = properties;
    const period = SignatureValidityPeriod as
      { Type?: string; Value?: number } | undefined;
    const tags = tagMap(properties["Tags"]);
    const { arn = "" } = await ctx.send(
      new PutSigningProfileCommand({
        profileName: ProfileName ?? ctx.name({ most: 64 }).replaceAll("-", "_"),
        platformId: PlatformId,
        ...(period
          ? {
              signatureValidityPeriod: {
                type: period.Type,
                value: period.Value,
              },
            }
          : {}),
        ...(Object.keys(tags).length > 0 ? { tags } : {}),
      } as PutSigningProfileCommandInput),
    );
    return arn;
  },

  async read(Arn, ctx) {
    const found = await find(Arn, ctx);
    if (!found || found.status === "Canceled") return undefined;
    const { signatureValidityPeriod: period } = found;
    return {
      Arn,
      ProfileName: found.profileName,
      ProfileVersion: found.profileVersion,
      ProfileVersionArn: found.profileVersionArn,
      PlatformId: found.platformId,
      ...(period
        ? {
            SignatureValidityPeriod: given(
              { Type: period.type, Value: period.value },
              ["Type", "Value"],
            ),
          }
        : {}),
      ...tagProperty(found.tags),
    };
  },

  update: (resourceArn, change, ctx) =>
    changeTags(change, {
      untag: (tagKeys) =>
        ctx.send(new UntagResourceCommand({ resourceArn, tagKeys })),
      tag: (tags) => ctx.send(new TagResourceCommand({ resourceArn, tags })),
    }),

  /** What is revoked is at its end already. */
  async delete(Arn, ctx) {
    const found = await find(Arn, ctx);
    if (found?.status === "Active")
      await ctx.send(
        new CancelSigningProfileCommand({ profileName: nameIn(Arn) }),
      );
  },

  list: (ctx) =>
    everyPage(async (nextToken) => {
      const { profiles = [], nextToken: next } = await ctx.send(
        new ListSigningProfilesCommand({
          statuses: ["Active", "Revoked"],
          ...(nextToken === undefined ? {} : { nextToken }),
        }),
      );
      return { items: profiles.map(({ arn = "" }) => arn), next };
    }),
});

const nameIn = (arn: string): string => arn.split("/").at(-1) ?? "";

const find = (Arn: string, ctx: ResourceContext) =>
  ctx
    .send(new GetSigningProfileCommand({ profileName: nameIn(Arn) }))
    .catch(absent);
