import { templates } from "../tables.ts";
import { write, type RunContext } from "./run-context.ts";
import { tellStack } from "./stack-events.ts";

/** Asks the hooks that judge whole stacks, before anything of an operation is done. The answer is why it may not be. */
export async function askStackHooks(
  run: RunContext,
): Promise<string | undefined> {
  const { operation, stack, stackId, rows } = run;
  // What a crash broke off was judged when it began.
  if ([...rows.values()].some((row) => row.operationId === operation.id))
    return undefined;
  const { kind, target, previous, roleArn, clientToken } = operation;
  const template = await textOf(
    run,
    target?.templateVersion ?? stack.templateVersion,
  );
  const previousTemplate = await textOf(run, previous?.templateVersion);
  const { workplace, place } = run;
  const verdict = await run.beforeProvision(
    {
      invocationPoint: "PRE_PROVISION",
      targetOperation: "STACK",
      action: kind,
      typeName: "STACK",
      logicalId: stack.name,
      stackId,
      stackName: stack.name,
      ...(template === undefined ? {} : { template }),
      ...(previousTemplate === undefined ? {} : { previousTemplate }),
      ...(roleArn === undefined ? {} : { roleArn }),
      ...(clientToken === undefined ? {} : { clientToken }),
    },
    workplace.context(place),
    (hook) =>
      write(run, (ctx) =>
        tellStack(stack, stackId, stack.status, ctx, {
          hook,
          ...(clientToken === undefined ? {} : { clientToken }),
        }),
      ),
  );
  return verdict.proceed ? undefined : (verdict.reason ?? "A hook failed.");
}

/** A template as it was written. */
async function textOf(
  { workplace, place, stack }: RunContext,
  version: string | undefined,
): Promise<string | undefined> {
  if (version === undefined) return undefined;
  const rows = workplace.context(place).table(templates);
  return (await rows.get(stack.id, version))?.original;
}
