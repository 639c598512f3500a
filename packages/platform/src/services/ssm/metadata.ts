import type { ParameterMetadata } from "@aws-sdk/client-ssm";
import type { VersionRow } from "./tables.ts";

/** All of a version but its value and its ARN, as DescribeParameters and GetParameterHistory show it. */
export function shownMetadata({
  name,
  type,
  version,
  tier,
  dataType,
  description,
  allowedPattern,
  modifiedAt,
  modifiedBy,
}: VersionRow): ParameterMetadata {
  return {
    Name: name,
    Type: type,
    LastModifiedDate: new Date(modifiedAt),
    LastModifiedUser: modifiedBy,
    ...(description === undefined ? {} : { Description: description }),
    ...(allowedPattern === undefined ? {} : { AllowedPattern: allowedPattern }),
    Version: version,
    Tier: tier,
    Policies: [],
    DataType: dataType,
  };
}
