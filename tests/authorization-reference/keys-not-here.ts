/** Condition keys of the reference that no request here has, or none of one action, each with the reason. */
export const KEYS_NOT_HERE: Readonly<Record<string, string>> = {
  "cloudformation:CreateChangeSet cloudformation:ImportResourceTypes":
    "resources cannot be imported",
  "cloudformation:CreateChangeSet cloudformation:StackPolicyUrl":
    "change sets carry no stack policy",
  "cloudformation:CreateStackInstances aws:TagKeys":
    "instances are asked for without tags: they have their set's",
  "cloudformation:GetHookResult cloudformation:TypeArn":
    "no hook was asked in this world",
  "cloudwatch:DescribeAlarms aws:ResourceTag/${TagKey}":
    "the call is judged once, for all alarms",
  "cloudwatch:HasAccessGrant": "access grants are not built",
  ...Object.fromEntries(
    ["aws:ResourceTag/${TagKey}", "iam:ResourceTag/${TagKey}"].map((key) => [
      `iam:PassRole ${key}`,
      "the tags of a role do not bound who may pass it",
    ]),
  ),
  "config:ConfigurationRecorderServicePrincipal":
    "service-linked recorders are not built",
  "ec2:AuthorizedUser": "permissions on network interfaces are not built",
  ...Object.fromEntries(
    [
      "CreateInternetGateway ec2:InternetGatewayID",
      "CreateNetworkAcl ec2:NetworkAclID",
      "CreateNetworkInterface ec2:NetworkInterfaceID",
      "CreateRouteTable ec2:RouteTableID",
      "CreateSecurityGroup ec2:SecurityGroupID",
      "CreateSubnet ec2:SubnetID",
      "CreateVpc ec2:VpcID",
    ].map((name) => [`ec2:${name}`, "what is being made has no id yet"]),
  ),
  "ecr:ListTagsForResource aws:RequestTag/${TagKey}": "the request has no tags",
  "ecr:ListTagsForResource aws:TagKeys": "the request has no tags",
  "ec2:Ipv4IpamPoolId": "IPAM is not built",
  "ec2:Ipv6IpamPoolId": "IPAM is not built",
  "ec2:ManagedResourceOperator": "no service operates resources of others",
  "ec2:Permission": "permissions on network interfaces are not built",
  "iam:RoleTemplateARN": "role templates are not built",
  "lambda:EventSourceToken": "Alexa skills alone send it",
  "lambda:InvokedViaFunctionUrl":
    "calls through a function URL have it, and are no operation of the API",
  "lambda:ListFunctionUrlConfigs lambda:FunctionUrlAuthType":
    "a function's URLs may differ in it",
  "logs:LogGeneratingResourceArns": "segments are not kept in log groups",
  "s3:AccessGrantsInstanceArn": "S3 Access Grants are not built",
  "s3:AccessPointNetworkOrigin": "access points are not built",
  "s3:AccessPointTag/${TagKey}": "access points are not built",
  "s3:DataAccessPointAccount": "access points are not built",
  "s3:DataAccessPointArn": "access points are not built",
  "s3:PutObjectAcl s3:ExistingObjectTag/<key>":
    "it is only judged for an object that is being made",
  "s3:object-lock-event-hold": "Object Lock is not built",
  "s3:object-lock-event-hold-duration-days": "Object Lock is not built",
  "s3:object-lock-remaining-retention-days": "Object Lock is not built",
  "s3:x-amz-grant-write": "no request that makes an object has this header",
  "s3:x-amz-object-annotation-directive": "annotations are not built",
  "sts:RoleAuthorizedByIdp": "no issuer tells which roles its tokens are for",
  ...Object.fromEntries(
    ["aws:ResourceTag/${TagKey}", "ssm:resourceTag/tag-key"].map((key) => [
      `ssm:GetParametersByPath ${key}`,
      "who may read a path may read all below it",
    ]),
  ),
  "saml:aud": "SAML federation is not built",
  "saml:namequalifier": "SAML federation is not built",
  "saml:sub": "SAML federation is not built",
  "saml:sub_type": "SAML federation is not built",
  ...Object.fromEntries(
    ["DeleteAnalyzer", "GetAnalyzer"].flatMap((name) =>
      ["aws:TagKeys", "aws:RequestTag/${TagKey}"].map((key) => [
        `access-analyzer:${name} ${key}`,
        "the request has no tags",
      ]),
    ),
  ),
  "signer:UntagResource aws:RequestTag/${TagKey}":
    "the request names keys of tags only",
};

/** Actions on what does not exist yet: it has no tags. TagResource of S3 is only judged with CreateBucket. */
export const BEFORE_IT_EXISTS: ReadonlySet<string> = new Set([
  "access-analyzer:CreateAnalyzer",
  "cloudformation:CreateStack",
  "ecr:CreateRepository",
  "iam:CreateInstanceProfile",
  "iam:CreateOpenIDConnectProvider",
  "iam:CreatePolicy",
  "iam:CreateRole",
  "iam:CreateServiceLinkedRole",
  "iam:CreateUser",
  "lambda:CreateFunction",
  "logs:CreateLogGroup",
  "organizations:CreateAccount",
  "organizations:CreatePolicy",
  "s3:CreateBucket",
  "s3:TagResource",
  "sns:CreateTopic",
  "sqs:CreateQueue",
  "xray:CreateGroup",
  "xray:CreateSamplingRule",
]);
