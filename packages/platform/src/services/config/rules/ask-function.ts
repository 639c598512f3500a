import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { seal, unseal } from "../../../core/identity/seal.ts";
import { recorders } from "../recorder/tables.ts";
import { failEvaluation } from "../proactive/settle.ts";
import { ruleArnOf, rules, type Asked } from "../tables.ts";
import { note } from "./status.ts";

/** Whose answer a result token lets in. */
export interface ResultToken {
  readonly accountId: string;
  readonly region: string;
  readonly rule: string;
  readonly evaluationId?: string;
  readonly invokedAt: number;
}

const PURPOSE = "config.result-token";

/** Calls a rule's function with AWS's event, as Config, for the rule. */
export async function askFunction(asked: Asked, ctx: Context): Promise<void> {
  const rule = await ctx.table(rules).get(asked.rule);
  if (rule?.revision !== asked.revision) {
    if (asked.evaluationId !== undefined)
      await failEvaluation(
        asked.evaluationId,
        `The rule ${asked.rule} was changed meanwhile.`,
        ctx,
      );
    return;
  }
  const { accountId, region } = ctx;
  const token: ResultToken = {
    accountId,
    region,
    rule: rule.name,
    invokedAt: ctx.now(),
    ...(asked.evaluationId === undefined
      ? {}
      : { evaluationId: asked.evaluationId }),
  };
  const payload = {
    version: "1.0",
    invokingEvent: asked.invokingEvent,
    ruleParameters: rule.inputParameters ?? "{}",
    resultToken: sealed(token, ctx),
    eventLeftScope: asked.eventLeftScope ?? false,
    executionRoleArn: await executionRole(ctx),
    configRuleArn: ruleArnOf(ctx, rule.name),
    configRuleName: rule.name,
    configRuleId: rule.id,
    accountId,
    evaluationMode:
      asked.evaluationId === undefined ? "DETECTIVE" : "PROACTIVE",
  };
  try {
    await ctx.send(
      new InvokeCommand({
        FunctionName: rule.source.SourceIdentifier,
        InvocationType: "Event",
        Payload: Buffer.from(JSON.stringify(payload)),
      }),
      { as: "config.amazonaws.com", sourceArn: ruleArnOf(ctx, rule.name) },
    );
    await note(rule.name, { invokedAt: ctx.now() }, ctx);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    await note(
      rule.name,
      {
        invocationFailedAt: ctx.now(),
        errorCode: error.name,
        errorMessage: error.message,
      },
      ctx,
    );
    if (asked.evaluationId !== undefined)
      await failEvaluation(
        asked.evaluationId,
        `The function of the rule ${rule.name} cannot be invoked: ${error.message}`,
        ctx,
      );
  }
}

/** The role that Config has in the account, for functions of other accounts to take on. */
async function executionRole(ctx: Context): Promise<string> {
  const { rows } = await ctx.table(recorders).list({ limit: 1 });
  return (
    rows[0]?.roleArn ??
    `arn:aws:iam::${ctx.accountId}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`
  );
}

function sealed(token: ResultToken, ctx: Context): string {
  const sealing = { key: ctx.platform.secret, purpose: PURPOSE };
  return seal(JSON.stringify(token), sealing).toString("base64");
}

/** What a result token says; undefined for one that Config did not give. */
export function readResultToken(
  text: string,
  ctx: Context,
): ResultToken | undefined {
  const sealing = { key: ctx.platform.secret, purpose: PURPOSE };
  const opened = unseal(Buffer.from(text, "base64"), sealing);
  return opened === undefined ? undefined : (JSON.parse(opened) as ResultToken);
}
