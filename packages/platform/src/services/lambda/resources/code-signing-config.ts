import {
  CreateCodeSigningConfigCommand,
  DeleteCodeSigningConfigCommand,
  GetCodeSigningConfigCommand,
  ListCodeSigningConfigsCommand,
  ListTagsCommand,
  UpdateCodeSigningConfigCommand,
  type CreateCodeSigningConfigCommandInput,
} from "@aws-sdk/client-lambda";
import { arn } from "../../../core/arn.ts";
import { changedMembers, given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { tagMap, tagProperty } from "../../../core/resource-tags.ts";
import { regionalRow, resourceType } from "../../../core/resource-type.ts";
import { absent, unseen } from "./absent.ts";
import { retag } from "./retag.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Lambda::CodeSigningConfig";

/** Where an update goes back to for what the template no longer gives. */
const RESTS = {
  AllowedPublishers: undefined,
  CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Warn" },
  Description: "",
};

export const codeSigningConfig = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: {
    "lambda.code-signing-configs": regionalRow((place, id = "") =>
      arn("lambda", place, `code-signing-config:${id}`),
    ),
  },

  async create(properties, ctx) {
    const Tags = tagMap(properties["Tags"]);
    const { CodeSigningConfig } = await ctx.send(
      new CreateCodeSigningConfigCommand({
        ...given(properties, Object.keys(RESTS)),
        ...(Object.keys(Tags).length > 0 ? { Tags } : {}),
      } as unknown as CreateCodeSigningConfigCommandInput),
    );
    return CodeSigningConfig?.CodeSigningConfigArn ?? "";
  },

  async read(CodeSigningConfigArn, ctx) {
    const found = await ctx
      .send(new GetCodeSigningConfigCommand({ CodeSigningConfigArn }))
      .catch(absent);
    if (!found?.CodeSigningConfig) return undefined;
    const { Description, LastModified: _, ...rest } = found.CodeSigningConfig;
    const tags = await ctx
      .send(new ListTagsCommand({ Resource: CodeSigningConfigArn }))
      .catch(unseen);
    return {
      ...rest,
      ...(Description ? { Description } : {}),
      ...tagProperty(tags?.Tags),
    };
  },

  async update(CodeSigningConfigArn, change, ctx) {
    const members = changedMembers(change, RESTS);
    if (Object.keys(members).length > 0)
      await ctx.send(
        new UpdateCodeSigningConfigCommand({
          ...members,
          CodeSigningConfigArn,
        }),
      );
    await retag(CodeSigningConfigArn, change, ctx);
  },

  async delete(CodeSigningConfigArn, ctx) {
    await ctx
      .send(new DeleteCodeSigningConfigCommand({ CodeSigningConfigArn }))
      .catch(absent);
  },

  list: (ctx) =>
    everyPage(async (Marker) => {
      const { CodeSigningConfigs = [], NextMarker } = await ctx.send(
        new ListCodeSigningConfigsCommand(
          Marker === undefined ? {} : { Marker },
        ),
      );
      return {
        items: CodeSigningConfigs.map(
          ({ CodeSigningConfigArn = "" }) => CodeSigningConfigArn,
        ),
        next: NextMarker,
      };
    }),
});
