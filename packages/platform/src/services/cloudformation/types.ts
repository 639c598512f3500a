import type { ResourceType } from "../../core/resource-type.ts";
import type { AroundType } from "./around-type.ts";
import { customResource } from "./own-types/custom-resource.ts";
import { nestedStack } from "./own-types/nested-stack.ts";
import {
  waitCondition,
  waitConditionHandle,
} from "./own-types/wait-condition.ts";

/** Types that CloudFormation itself offers, which only a stack can use. */
const OWN: Readonly<
  Record<string, (around: AroundType, typeName: string) => ResourceType>
> = {
  "AWS::CloudFormation::CustomResource": customResource,
  "AWS::CloudFormation::Stack": nestedStack,
  "AWS::CloudFormation::WaitCondition": waitCondition,
  "AWS::CloudFormation::WaitConditionHandle": waitConditionHandle,
};

/** Whether a type is one of CloudFormation's own. */
export const isOwnType = (typeName: string): boolean =>
  Object.hasOwn(OWN, ownName(typeName));

/** The types that a stack may use: CloudFormation's own and those of the services. */
export function typesFor(
  around: AroundType,
): (typeName: string) => Promise<ResourceType | undefined> {
  const { resourceTypes } = around.workplace.platform;
  return async (typeName) =>
    OWN[ownName(typeName)]?.(around, typeName) ?? resourceTypes.find(typeName);
}

const ownName = (typeName: string): string =>
  typeName.startsWith("Custom::")
    ? "AWS::CloudFormation::CustomResource"
    : typeName;
