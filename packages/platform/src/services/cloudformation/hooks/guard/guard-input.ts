import { loadDocument, plainValue, type GuardDocument } from "@gatehouse/guard";
import { invocationPointOf, type HookCall } from "../request.ts";
import { HookTrouble } from "../stored-object.ts";

/** What rules see (hooks guide, "Guard Hook input"): of a resource its properties, resolved; of a stack its template. */
export function guardInput(
  { hook, target }: HookCall,
  accountId: string,
): GuardDocument {
  const HookContext = {
    AWSAccountID: accountId,
    ...(target.stackId === undefined ? {} : { StackId: target.stackId }),
    HookTypeName: hook.typeName,
    HookTypeVersion: hook.versionId,
    InvocationPoint: invocationPointOf(target),
    TargetName: target.typeName,
    TargetType: target.targetOperation,
    TargetLogicalId: target.logicalId,
    ...(target.changeSetId === undefined
      ? {}
      : { ChangeSetId: target.changeSetId }),
  };
  const { properties, previousProperties, logicalId, typeName } = target;
  if (properties) {
    const resource = (Properties: object) => ({
      [logicalId]: { Type: typeName, Properties },
    });
    return written({
      HookContext,
      Resources: resource(properties),
      ...(previousProperties ? { Previous: resource(previousProperties) } : {}),
    });
  }
  return written({
    HookContext,
    ...plainTemplate(target.template),
    ...(target.previousTemplate === undefined
      ? {}
      : { Previous: plainTemplate(target.previousTemplate) }),
    ...(target.changes ? { Changes: target.changes } : {}),
  });
}

function written(value: object): GuardDocument {
  const loaded = loadDocument(JSON.stringify(value), { file: "input" });
  if (!loaded.ok)
    throw new HookTrouble(
      `The input cannot be evaluated: ${loaded.errors[0]?.message}`,
    );
  return loaded.document;
}

/** A template as it was written, with its short forms spelled out. */
function plainTemplate(text: string | undefined): object {
  if (text === undefined) return {};
  const loaded = loadDocument(text, { file: "template" });
  if (!loaded.ok)
    throw new HookTrouble(
      `The template cannot be read: ${loaded.errors[0]?.message}`,
    );
  return plainValue(loaded.document.root) as object;
}
