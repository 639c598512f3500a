import type { EvaluationMode } from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { invokingEventOf } from "../recorder/item.ts";
import { isAbout, judgedAtOnce } from "../rules/judge.ts";
import { functionAsked, rules, type ProactiveResult } from "../tables.ts";
import type { Subject } from "../views/subject.ts";

/** What the rules of the account say of a resource, and which of them have to ask their function first. */
export async function evaluated(
  evaluationId: string,
  mode: EvaluationMode,
  subject: Subject,
  ctx: Context,
): Promise<{ results: ProactiveResult[]; awaited: string[] }> {
  const results: ProactiveResult[] = [];
  const awaited: string[] = [];
  for (const rule of (await ctx.table(rules).list()).rows) {
    if (!isAbout(rule, subject, mode)) continue;
    const invokedAt = ctx.now();
    const verdict = judgedAtOnce(rule, subject, ctx);
    if (verdict) {
      const recordedAt = ctx.now();
      results.push({ rule: rule.name, ...verdict, invokedAt, recordedAt });
      continue;
    }
    awaited.push(rule.name);
    ctx.emit(functionAsked, {
      rule: rule.name,
      revision: rule.revision,
      invokingEvent: invokingEventOf(itemOf(subject, ctx.now()), ctx),
      evaluationId,
    });
  }
  return { results, awaited };
}

/** A resource that is not there yet, as if it had just been found. */
function itemOf(subject: Subject, now: number) {
  return {
    ...subject,
    identifier: subject.resourceId,
    stateId: now,
    status: "ResourceDiscovered" as const,
    capturedAt: now,
    relationships: [],
  };
}
