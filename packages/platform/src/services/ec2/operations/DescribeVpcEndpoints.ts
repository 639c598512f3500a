import { DescribeVpcEndpointsCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { everywhere } from "../kind.ts";
import { ec2Operation } from "../operation.ts";

/** There are none: functions reach the platform's own endpoint from every network. */
export const DescribeVpcEndpoints = ec2Operation(DescribeVpcEndpointsCommand, {
  needs: (_, ctx) => everywhere("DescribeVpcEndpoints", ctx),

  async handle({ VpcEndpointIds = [] }) {
    const [id] = VpcEndpointIds;
    if (id !== undefined)
      throw fault(
        "InvalidVpcEndpointId.NotFound",
        `The Vpc Endpoint Id '${id}' does not exist`,
        400,
      );
    return { VpcEndpoints: [] };
  },
});
