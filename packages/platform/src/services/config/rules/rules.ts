import { randomUUID } from "node:crypto";
import {
  MaxNumberOfConfigRulesExceededException,
  NoAvailableConfigurationRecorderException,
  NoSuchConfigRuleException,
  ResourceInUseException,
  type ConfigRule,
  type Tag,
} from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { recorders } from "../recorder/tables.ts";
import { deleteExceptions } from "../remediation/exceptions.ts";
import { remediations } from "../remediation/tables.ts";
import { register, unregister } from "../tags.ts";
import {
  evaluationDue,
  results,
  ruleArnOf,
  rules,
  ruleStatuses,
  type RuleRow,
} from "../tables.ts";
import { checkedRule } from "./checked-rule.ts";
import { schedule } from "./schedule.ts";

/** Rules of an account in a Region (Config quotas). */
const MOST = 1000;

/** Who puts or deletes a rule: a person, or a service for what it manages. */
export interface Ownership {
  readonly createdBy?: string;
  readonly tags?: readonly Tag[] | undefined;
}

/** Makes a rule or changes it, and evaluates what it is about. */
export async function putRule(
  name: string,
  rule: ConfigRule,
  { createdBy, tags }: Ownership,
  ctx: Context,
): Promise<RuleRow> {
  const known = await ctx.table(rules).get(name);
  if (known) checkOwner(known, createdBy);
  const checked = await checkedRule(name, rule, ctx);
  if (checked.modes.includes("DETECTIVE")) await checkRecorder(ctx);
  if (!known) await checkRoom(ctx);
  const row: RuleRow = {
    ...checked,
    ...(createdBy === undefined ? {} : { createdBy }),
    createdAt: known?.createdAt ?? ctx.now(),
    revision: randomUUID(),
  };
  await ctx.table(rules).put(row);
  await register(ruleArnOf(ctx, name), tags, ctx);
  ctx.emit(evaluationDue, { rule: name, revision: row.revision });
  schedule(row, ctx);
  return row;
}

/** @throws Fault NoSuchConfigRuleException, ResourceInUseException */
export async function deleteRule(
  name: string,
  { createdBy }: Ownership,
  ctx: Context,
): Promise<void> {
  checkOwner(await existingRule(name, ctx), createdBy);
  if (await ctx.table(remediations).get(name))
    throw fault(
      ResourceInUseException,
      `A remediation configuration is associated with the rule ${name}: delete it first.`,
    );
  await ctx.table(rules).delete(name);
  await ctx.table(ruleStatuses).delete(name);
  await deleteResults(name, ctx);
  await deleteExceptions(name, ctx);
  await unregister(ruleArnOf(ctx, name), ctx);
}

export async function deleteResults(name: string, ctx: Context): Promise<void> {
  const rows = ctx.table(results);
  for (const { resourceType, resourceId } of (
    await rows.list({ prefix: [name] })
  ).rows)
    await rows.delete(name, resourceType, resourceId);
}

export async function existingRule(
  name: string,
  ctx: Context,
): Promise<RuleRow> {
  const rule = await ctx.table(rules).get(name);
  if (!rule) throw noSuchRule(name);
  return rule;
}

/** The rules of these names, all where none are given. */
export async function rulesNamed(
  names: readonly string[] | undefined,
  ctx: Context,
): Promise<readonly RuleRow[]> {
  if (!names?.length) return (await ctx.table(rules).list()).rows;
  return Promise.all(names.map((name) => existingRule(name, ctx)));
}

export function noSuchRule(name: string) {
  return fault(
    NoSuchConfigRuleException,
    `The ConfigRule '${name}' provided in the request is invalid. Please check the configRule name.`,
  );
}

function checkOwner(
  { name, createdBy }: RuleRow,
  by: string | undefined,
): void {
  if (createdBy !== undefined && createdBy !== by)
    throw fault(
      ResourceInUseException,
      `The rule ${name} was created by ${createdBy}: only that service can change or delete it.`,
    );
}

async function checkRecorder(ctx: Context): Promise<void> {
  const { rows } = await ctx.table(recorders).list({ limit: 1 });
  if (rows.length === 0)
    throw fault(
      NoAvailableConfigurationRecorderException,
      "Configuration recorder is not available. Create a configuration recorder before you create a detective rule.",
    );
}

async function checkRoom(ctx: Context): Promise<void> {
  const { rows } = await ctx.table(rules).list({ limit: MOST });
  if (rows.length >= MOST)
    throw fault(
      MaxNumberOfConfigRulesExceededException,
      `You have reached the limit of ${MOST} rules.`,
    );
}
