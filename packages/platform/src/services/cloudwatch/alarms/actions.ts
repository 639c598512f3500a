import { InvokeCommand } from "@aws-sdk/client-lambda";
import { PublishCommand } from "@aws-sdk/client-sns";
import { parseArn } from "../../../core/arn.ts";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { on } from "../../../core/service.ts";
import { record } from "./record.ts";
import { timestamp } from "./reason.ts";
import { actionDue, alarmArn } from "./tables.ts";
import { validationError } from "../queries.ts";

/** Does an alarm's action; whether it succeeded is in the alarm's history. */
export const doAction = on(actionDue, async (due, ctx) => {
  const { name, alarmType, action, stateUpdatedAt, message } = due;
  const error = await failureOf(() => act(ctx, due));
  await record(ctx, {
    alarmName: name,
    alarmType,
    type: "Action",
    summary:
      error === undefined
        ? `Successfully executed action ${action}`
        : `Failed to execute action ${action}. Received error: "${error}"`,
    data: {
      actionState: error === undefined ? "Succeeded" : "Failed",
      stateUpdateTimestamp: stateUpdatedAt,
      executionTimestamp: timestamp(ctx.now()),
      notificationResource: action,
      publishedMessage: message,
      error: error ?? null,
    },
  });
});

async function act(
  ctx: Context,
  { name, action, subject, message }: Action,
): Promise<void> {
  const sourceArn = alarmArn(ctx, name);
  if (isTopic(action))
    await ctx.send(
      new PublishCommand({
        TopicArn: action,
        Subject: subject,
        Message: message,
      }),
      { as: "cloudwatch.amazonaws.com", sourceArn },
    );
  else
    await ctx.send(
      new InvokeCommand({
        FunctionName: action,
        InvocationType: "Event",
        Payload: Buffer.from(message),
      }),
      {
        as: "lambda.alarms.cloudwatch.amazonaws.com",
        sourceArn,
        region: parseArn(action)?.region ?? ctx.region,
      },
    );
}

type Action = NonNullable<(typeof actionDue)["payload"]>;

/** Whether an action is a topic to publish to. */
export const isTopic = (action: string): boolean =>
  parseArn(action)?.service === "sns";

/** What a client's error says; anything else is tried again. */
async function failureOf(
  act: () => Promise<void>,
): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    return error.message;
  }
}

const FUNCTION = /^function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_$-]{1,128})?$/;
const TOPIC = /^[A-Za-z0-9_-]{1,256}(\.fifo)?$/;

/**
 * Refuses actions that are none, and those that nobody here could do.
 * @throws Fault ValidationException
 */
export function checkActions(
  actions: readonly string[] | undefined,
  { region }: { region: string },
): void {
  for (const action of actions ?? []) {
    const target = parseArn(action);
    if (!target) throw validationError(`Invalid arn syntax: ${action}`);
    const { service, resource } = target;
    if (service === "lambda" && FUNCTION.test(resource)) continue;
    if (service === "sns" && TOPIC.test(resource)) {
      if (target.region === region) continue;
      throw validationError(
        `Invalid region ${target.region} specified. Only ${region} is supported.`,
      );
    }
    throw validationError(
      service === "lambda" || service === "sns"
        ? `Invalid arn syntax: ${action}`
        : `The action ${action} is not offered: alarms call functions and publish to topics.`,
    );
  }
}
