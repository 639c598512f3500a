import { matches } from "../../../core/wildcard.ts";
import type { HookSchema } from "../registry/hook-schema.ts";
import { HANDLERS } from "../registry/hook-schema.ts";
import type {
  HookConfiguration,
  Included,
  StackFilters,
  TargetFilters,
} from "../registry/type-configuration.ts";
import type { HookTarget } from "./port.ts";

/** Whether a hook, as it is configured, is to be asked about a target. */
export function isConcerned(
  { enabled, targetOperations, targetFilters, stackFilters }: HookConfiguration,
  target: HookTarget,
): boolean {
  return (
    enabled &&
    targetOperations.includes(target.targetOperation) &&
    passesTargets(targetFilters, target) &&
    passesStacks(stackFilters, target)
  );
}

/** Whether a custom hook has a handler for a target. */
export function hasHandler(
  { handlers }: Pick<HookSchema, "handlers">,
  { action, ...target }: HookTarget,
): boolean {
  const names = handlers[HANDLERS[action]]?.targetNames ?? [];
  return names.some((name) => isNamed(name, target));
}

function passesTargets(
  filters: TargetFilters | undefined,
  target: HookTarget,
): boolean {
  if (!filters) return true;
  const { Targets, TargetNames, Actions, InvocationPoints } = filters;
  if (Targets)
    return Targets.some(
      ({ TargetName, Action, InvocationPoint }) =>
        (TargetName === undefined || isNamed(TargetName, target)) &&
        (Action ?? target.action) === target.action &&
        (InvocationPoint ?? target.invocationPoint) === target.invocationPoint,
    );
  return (
    (!TargetNames || TargetNames.some((name) => isNamed(name, target))) &&
    (!Actions || Actions.includes(target.action)) &&
    (!InvocationPoints || InvocationPoints.includes(target.invocationPoint))
  );
}

/** Names of resource types narrow operations on resources; stacks and change sets have none. */
function isNamed(
  pattern: string,
  { targetOperation, typeName }: Omit<HookTarget, "action">,
): boolean {
  return (
    targetOperation === "STACK" ||
    targetOperation === "CHANGE_SET" ||
    matches(typeName, pattern)
  );
}

/** Cloud Control's operations belong to no stack: these filters do not narrow them. */
function passesStacks(
  filters: StackFilters | undefined,
  { targetOperation, stackName, roleArn }: HookTarget,
): boolean {
  if (!filters || targetOperation === "CLOUD_CONTROL") return true;
  const { FilteringCriteria = "ALL", StackNames, StackRoles } = filters;
  const passed = [
    ...(StackNames ? [isIncluded(StackNames, stackName)] : []),
    ...(StackRoles ? [isIncluded(StackRoles, roleArn)] : []),
  ];
  return FilteringCriteria === "ANY" && passed.length > 0
    ? passed.includes(true)
    : !passed.includes(false);
}

function isIncluded(
  { Include, Exclude }: Included,
  value: string | undefined,
): boolean {
  const isOneOf = (patterns: readonly string[] = []) =>
    value !== undefined && patterns.some((pattern) => matches(value, pattern));
  return (!Include || isOneOf(Include)) && !isOneOf(Exclude);
}
