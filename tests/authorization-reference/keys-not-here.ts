/** Condition keys of the reference that no request here has, each with the reason. */
export const KEYS_NOT_HERE: Readonly<Record<string, string>> = {
  "cloudwatch:HasAccessGrant": "access grants are not built",
  "iam:RoleTemplateARN": "role templates are not built",
  "lambda:EventSourceToken": "Alexa skills alone send it",
  "lambda:InvokedViaFunctionUrl": "function URLs are not built",
  "lambda:VpcIds": "EC2 is not served: nobody knows a subnet's network",
  "s3:AccessGrantsInstanceArn": "S3 Access Grants are not built",
  "s3:AccessPointNetworkOrigin": "access points are not built",
  "s3:AccessPointTag/${TagKey}": "access points are not built",
  "s3:DataAccessPointAccount": "access points are not built",
  "s3:DataAccessPointArn": "access points are not built",
  "s3:ExistingObjectTag/<key>":
    "PutObjectAcl is only judged for an object that is being made",
  "s3:object-lock-event-hold": "Object Lock is not built",
  "s3:object-lock-event-hold-duration-days": "Object Lock is not built",
  "s3:object-lock-remaining-retention-days": "Object Lock is not built",
  "s3:x-amz-grant-write": "no request that makes an object has this header",
  "s3:x-amz-object-annotation-directive": "annotations are not built",
  "aws:RequestTag/${TagKey}":
    "a request that takes tags away names their keys only",
  ...Object.fromEntries(
    [
      "accounts.google.com:aud",
      "accounts.google.com:sub",
      "cognito-identity.amazonaws.com:amr",
      "cognito-identity.amazonaws.com:aud",
      "cognito-identity.amazonaws.com:sub",
      "graph.facebook.com:app_id",
      "graph.facebook.com:id",
      "saml:aud",
      "saml:namequalifier",
      "saml:sub",
      "saml:sub_type",
      "www.amazon.com:app_id",
      "www.amazon.com:user_id",
    ].map((key) => [key, "AssumeRole's caller was not federated by a token"]),
  ),
};

/** Actions on what does not exist yet: it has no tags. TagResource of S3 is only judged with CreateBucket. */
export const BEFORE_IT_EXISTS: ReadonlySet<string> = new Set([
  "iam:CreateInstanceProfile",
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
]);
