import { DescribeTagsCommand } from "@aws-sdk/client-ec2";
import { filtered, pageOf, type Filters } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { ec2Operation } from "../operation.ts";
import { everyTag, type TagOf } from "../tagged.ts";

export const DescribeTags = ec2Operation(DescribeTagsCommand, {
  needs: (_, ctx) => everywhere("DescribeTags", ctx),

  async handle(asked, ctx) {
    const found = filtered(await everyTag(ctx), asked.Filters, FILTERS);
    const { rows, ...more } = pageOf(
      found,
      ({ id, key }) => `${id} ${key}`,
      asked,
    );
    return {
      Tags: rows.map(({ id, type, key, value }) => ({
        ResourceId: id,
        ResourceType: type,
        Key: key,
        Value: value,
      })),
      ...more,
    };
  },
});

const FILTERS: Filters<TagOf> = {
  key: ({ key }) => [key],
  value: ({ value }) => [value],
  "resource-id": ({ id }) => [id],
  "resource-type": ({ type }) => [type],
};
