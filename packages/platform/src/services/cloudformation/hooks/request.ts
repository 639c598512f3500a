import type { ActiveHook } from "./active-hooks.ts";
import type { HookTarget } from "./port.ts";

/** One time that a hook is asked. */
export interface HookCall {
  readonly hook: ActiveHook;
  readonly target: HookTarget;
  /** The same each time that the hook is asked about this target. */
  readonly token: string;
  /** 1 for the first time. */
  readonly invocation: number;
  readonly callbackContext?: unknown;
  /** Where a hook finds what it is to evaluate, where that is too much for a request. */
  readonly payloadUrl?: string;
}

/** What a Lambda hook or a custom hook is sent (hooks guide, "Lambda Hooks request input"). */
export function hookRequest(
  { hook, target, token, invocation, callbackContext, payloadUrl }: HookCall,
  accountId: string,
): { requestData: Record<string, unknown> } & Record<string, unknown> {
  const { properties, previousProperties, targetOperation } = target;
  return {
    clientRequestToken: token,
    awsAccountId: accountId,
    ...(target.stackId === undefined ? {} : { stackId: target.stackId }),
    ...(target.changeSetId === undefined
      ? {}
      : { changeSetId: target.changeSetId }),
    hookTypeName: hook.typeName,
    hookTypeVersion: hook.versionId,
    hookModel: hook.configuration.properties,
    actionInvocationPoint: invocationPointOf(target),
    requestData: {
      targetName: target.typeName,
      targetType: targetOperation,
      targetLogicalId: target.logicalId,
      ...(payloadUrl === undefined ? {} : { payload: payloadUrl }),
      ...(properties
        ? {
            targetModel: {
              resourceProperties: properties,
              ...(previousProperties
                ? { previousResourceProperties: previousProperties }
                : {}),
            },
          }
        : {}),
    },
    requestContext: {
      invocation,
      ...(callbackContext === undefined ? {} : { callbackContext }),
    },
  };
}

/** `CREATE_PRE_PROVISION`. */
export const invocationPointOf = ({
  action,
  invocationPoint,
}: Pick<HookTarget, "action" | "invocationPoint">): string =>
  `${action}_${invocationPoint}`;
