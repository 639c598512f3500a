/** A role that belongs to a service: its name and the managed policy of AWS that it holds. */
export interface ServiceLinkedRole {
  readonly roleName: string;
  readonly policyArn: string;
}

/** The services of this platform that have one in AWS, by their principals. */
export const SERVICE_LINKED_ROLES: Readonly<Record<string, ServiceLinkedRole>> =
  {
    "access-analyzer.amazonaws.com": linked(
      "AWSServiceRoleForAccessAnalyzer",
      "AccessAnalyzerServiceRolePolicy",
    ),
    "apidestinations.events.amazonaws.com": linked(
      "AWSServiceRoleForAmazonEventBridgeApiDestinations",
      "AmazonEventBridgeApiDestinationsServiceRolePolicy",
    ),
    "cloudtrail.amazonaws.com": linked(
      "AWSServiceRoleForCloudTrail",
      "CloudTrailServiceRolePolicy",
    ),
    "config.amazonaws.com": linked(
      "AWSServiceRoleForConfig",
      "AWSConfigServiceRolePolicy",
    ),
    "config-multiaccountsetup.amazonaws.com": linked(
      "AWSServiceRoleForConfigMultiAccountSetup",
      "AWSConfigMultiAccountSetupPolicy",
    ),
    "member.org.stacksets.cloudformation.amazonaws.com": linked(
      "AWSServiceRoleForCloudFormationStackSetsOrgMember",
      "CloudFormationStackSetsOrgMemberServiceRolePolicy",
    ),
    "ops.apigateway.amazonaws.com": linked(
      "AWSServiceRoleForAPIGateway",
      "APIGatewayServiceRolePolicy",
    ),
    "organizations.amazonaws.com": linked(
      "AWSServiceRoleForOrganizations",
      "AWSOrganizationsServiceTrustPolicy",
    ),
    "replicator.lambda.amazonaws.com": linked(
      "AWSServiceRoleForLambdaReplicator",
      "AWSLambdaReplicator",
    ),
  };

function linked(roleName: string, policyName: string): ServiceLinkedRole {
  return {
    roleName,
    policyArn: `arn:aws:iam::aws:policy/aws-service-role/${policyName}`,
  };
}
