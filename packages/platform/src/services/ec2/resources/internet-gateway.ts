import {
  CreateInternetGatewayCommand,
  DeleteInternetGatewayCommand,
  DescribeInternetGatewaysCommand,
} from "@aws-sdk/client-ec2";
import { regionalRow, resourceType } from "../../../core/resource-type.ts";
import { internetGateway as kind } from "../kinds.ts";
import { absent } from "./absent.ts";
import { removeWhenFree } from "./free.ts";
import { listed } from "./listed.ts";
import { schemaOf } from "./schemas.ts";
import { retag, shownTags, tagging } from "./tags.ts";

const typeName = "AWS::EC2::InternetGateway";

/** An internet gateway; a resource of its own attaches it. */
export const internetGateway = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "ec2.internetGateways": regionalRow((_place, id) => id) },

  async create(properties, ctx) {
    const { InternetGateway } = await ctx.send(
      new CreateInternetGatewayCommand(tagging(kind, properties)),
    );
    return InternetGateway?.InternetGatewayId ?? "";
  },

  async read(InternetGatewayId, ctx) {
    const found = await ctx
      .send(
        new DescribeInternetGatewaysCommand({
          InternetGatewayIds: [InternetGatewayId],
        }),
      )
      .catch(absent(kind));
    const [row] = found?.InternetGateways ?? [];
    return row && { InternetGatewayId, ...shownTags(row.Tags) };
  },

  update: retag,

  delete: (InternetGatewayId, ctx) =>
    removeWhenFree(
      () => new DeleteInternetGatewayCommand({ InternetGatewayId }),
      [kind.notFound.code],
      ctx,
    ),

  list: (ctx) =>
    listed(
      (page) => ctx.send(new DescribeInternetGatewaysCommand(page)),
      ({ InternetGateways }) =>
        InternetGateways?.map(({ InternetGatewayId }) => InternetGatewayId),
    ),
});
