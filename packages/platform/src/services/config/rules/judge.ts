import type { EvaluationMode } from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { logged } from "../../../core/telemetry.ts";
import { managedRules } from "../managed/managed-rules.ts";
import type { RuleRow } from "../tables.ts";
import { tagsOf, type Subject } from "../views/subject.ts";
import type { Verdict } from "../verdict.ts";
import { objectIn } from "./checked-rule.ts";
import { judgedByGuard } from "./guard.ts";

/** Whether a rule is asked about a resource at all. */
export function isAbout(
  rule: RuleRow,
  subject: Subject,
  mode: EvaluationMode,
): boolean {
  return rule.modes.includes(mode) && isInScope(rule, subject);
}

/** Whether a resource is of those a rule is about. */
export function isInScope(
  { scope = {}, source }: RuleRow,
  subject: Pick<Subject, "resourceType" | "resourceId" | "properties">,
): boolean {
  const { ComplianceResourceTypes = [], ComplianceResourceId } = scope;
  const types =
    ComplianceResourceTypes.length > 0
      ? ComplianceResourceTypes
      : (managedRules.get(source.SourceIdentifier ?? "")?.types ?? []);
  if (types.length > 0 && !types.includes(subject.resourceType)) return false;
  if (
    ComplianceResourceId !== undefined &&
    ComplianceResourceId !== subject.resourceId
  )
    return false;
  if (scope.TagKey === undefined) return true;
  const value = tagsOf(subject.properties)[scope.TagKey];
  return (
    value !== undefined &&
    (scope.TagValue === undefined || scope.TagValue === value)
  );
}

/** What a rule says of a resource at once; undefined where a function has to be asked. */
export function judgedAtOnce(
  rule: RuleRow,
  subject: Subject,
  ctx: Context,
): Verdict | undefined {
  const parameters = objectIn(rule.inputParameters);
  const { Owner, SourceIdentifier, CustomPolicyDetails } = rule.source;
  if (Owner === "CUSTOM_POLICY") {
    const text = CustomPolicyDetails?.PolicyText ?? "";
    const { compliance, annotation, log } = judgedByGuard(
      text,
      subject,
      parameters,
      ctx.now(),
    );
    if (CustomPolicyDetails?.EnableDebugLogDelivery)
      deliverDebugLog(rule, subject, [`${compliance}`, ...log], ctx);
    return annotation === undefined
      ? { compliance }
      : { compliance, annotation };
  }
  const managed = managedRules.get(SourceIdentifier ?? "");
  if (Owner !== "AWS" || !managed) return undefined;
  const standard = Object.entries(managed.parameters ?? {}).flatMap(
    ([name, { default: value }]) =>
      value === undefined ? [] : [[name, value] as const],
  );
  const full = { ...Object.fromEntries(standard), ...parameters };
  return managed.check(subject.properties, full, subject);
}

/** How a policy came to its verdict, in CloudWatch Logs under the rule's name. */
function deliverDebugLog(
  rule: RuleRow,
  { resourceType, resourceId }: Subject,
  log: readonly string[],
  ctx: Context,
): void {
  ctx.emit(logged, {
    batches: [
      {
        logGroup: `/aws/config/config-rule/${rule.name}/${rule.id}`,
        logStream: new Date(ctx.now()).toISOString().slice(0, 10),
        createsGroup: true,
        lines: log.map((message) => ({
          time: ctx.now(),
          message: `${resourceType} ${resourceId} ${message}`,
        })),
      },
    ],
  });
}
