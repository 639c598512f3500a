import type { Caller } from "../../core/caller.ts";
import type { Place } from "../../core/context.ts";
import type { ResourceType } from "../../core/resource-type.ts";
import type { Workplace } from "../../core/workplace.ts";
import type { OperationRow, StackRow } from "./tables.ts";

/** What CloudFormation's own resource types know of the stack that they are in. */
export interface AroundType {
  readonly workplace: Workplace;
  readonly place: Place;
  readonly stack: StackRow;
  readonly operation: OperationRow;
  readonly as: Caller;
}

/** Types that CloudFormation itself offers, which only a stack can use. */
const OWN: Readonly<
  Record<string, (around: AroundType, typeName: string) => ResourceType>
> = {};

/** Whether a type is one of CloudFormation's own. */
export const isOwnType = (typeName: string): boolean =>
  Object.hasOwn(OWN, typeName) || typeName.startsWith("Custom::");

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
