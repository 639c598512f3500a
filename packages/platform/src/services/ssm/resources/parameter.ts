import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  type PutParameterRequest,
} from "@aws-sdk/client-ssm";
import { absentAs } from "../../../core/resource-absence.ts";
import { given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { changedProperties } from "../../../core/resource-properties.ts";
import { refuseUnbuilt } from "../../../core/resource-refusals.ts";
import {
  changeTags,
  tagMap,
  tagProperty,
} from "../../../core/resource-tags.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::SSM::Parameter";

const LONGEST_NAME = 900;
const absent = absentAs("ParameterNotFound");

/** Properties that PutParameter knows under the same names. */
const PUT = [
  "Value",
  "Type",
  "Description",
  "AllowedPattern",
  "DataType",
  "Tier",
];

/** A parameter of the Parameter Store; its tags are a map, as nowhere else. */
export const parameter = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "ssm.parameters": regionalRow((_place, name) => name) },

  async create(properties, ctx) {
    refuseUnbuilt(typeName, properties, ["Policies"]);
    const Name = (properties["Name"] ??
      ctx.name({ most: LONGEST_NAME })) as string;
    const tags = tagged(properties["Tags"]);
    await ctx.send(
      new PutParameterCommand({
        ...asked(Name, properties),
        ...(tags.length > 0 ? { Tags: tags } : {}),
      }),
    );
    return Name;
  },

  async read(Name, ctx) {
    const found = await ctx
      .send(new GetParameterCommand({ Name }))
      .catch(absent);
    if (!found?.Parameter) return undefined;
    const { Type, Value, DataType } = found.Parameter;
    const { TagList = [] } = await ctx.send(
      new ListTagsForResourceCommand(resourceOf(Name)),
    );
    return {
      Name,
      Type,
      Value,
      DataType,
      ...(TagList.length > 0 ? { Tags: tagMap(TagList) } : {}),
    };
  },

  async update(Name, change, ctx) {
    const { before, after } = change;
    refuseUnbuilt(typeName, after, ["Policies"]);
    if (changedProperties(change).some((name) => PUT.includes(name)))
      await ctx.send(
        new PutParameterCommand({
          Description: "",
          AllowedPattern: "",
          ...asked(Name, after),
          Overwrite: true,
        }),
      );
    await retag(Name, before["Tags"], after["Tags"], ctx);
  },

  async delete(Name, ctx) {
    await ctx.send(new DeleteParameterCommand({ Name })).catch(absent);
  },

  list: (ctx) =>
    everyPage(async (NextToken) => {
      const page = await ctx.send(
        new DescribeParametersCommand(
          NextToken === undefined ? {} : { NextToken },
        ),
      );
      return {
        items: page.Parameters?.map(({ Name = "" }) => Name),
        next: page.NextToken,
      };
    }),
});

const resourceOf = (ResourceId: string) =>
  ({ ResourceType: "Parameter", ResourceId }) as const;

const asked = (Name: string, properties: Properties) =>
  ({ Name, ...given(properties, PUT) }) as PutParameterRequest;

const tagged = (tags: unknown) =>
  tagProperty(tags as Readonly<Record<string, string>> | undefined).Tags ?? [];

const retag = (
  Name: string,
  before: unknown,
  after: unknown,
  ctx: ResourceContext,
): Promise<void> =>
  changeTags(
    { before: { Tags: tagged(before) }, after: { Tags: tagged(after) } },
    {
      untag: (TagKeys) =>
        ctx.send(
          new RemoveTagsFromResourceCommand({ ...resourceOf(Name), TagKeys }),
        ),
      tag: (set) =>
        ctx.send(
          new AddTagsToResourceCommand({
            ...resourceOf(Name),
            Tags: tagged(set),
          }),
        ),
    },
  );
