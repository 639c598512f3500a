import { randomUUID } from "node:crypto";
import {
  ConformancePackTemplateValidationException,
  MaxNumberOfConformancePacksExceededException,
  NoSuchConformancePackException,
  ResourceInUseException,
  type ConformancePackInputParameter,
} from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import {
  deleteRemediation,
  putRemediation,
} from "../remediation/configurations.ts";
import { remediations } from "../remediation/tables.ts";
import { deleteRule, putRule } from "../rules/rules.ts";
import { rules } from "../tables.ts";
import { register, unregister } from "../tags.ts";
import { checkPassing } from "./passing.ts";
import { packSchemas } from "./schemas.ts";
import {
  packArnOf,
  packDue,
  packIdOf,
  packs,
  PACKS_SERVICE,
  type PackRow,
} from "./tables.ts";
import { packRules, type PackRule } from "./template.ts";

/** Conformance packs of an account in a Region (Config quotas). */
const MOST = 50;

/** What a pack is put with. */
export interface PackInput {
  readonly name: string;
  readonly template: string;
  readonly parameters?: readonly ConformancePackInputParameter[] | undefined;
  readonly bucket?: string | undefined;
  readonly prefix?: string | undefined;
  readonly createdBy?: string | undefined;
}

/** Writes a pack down; its rules follow. @throws Fault for a template that is not good */
export async function putPack(input: PackInput, ctx: Context): Promise<string> {
  const { name, template, parameters = [], bucket, prefix, createdBy } = input;
  const known = await ctx.table(packs).get(name);
  if (known) checkOwner(known, createdBy);
  else await checkRoom(ctx);
  const wanted = await rulesOfPack(input, ctx);
  if (createdBy === undefined) await checkPassing(wanted, ctx);
  const revision = randomUUID();
  await ctx.table(packs).put({
    name,
    template,
    parameters,
    ...(bucket === undefined ? {} : { bucket }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(createdBy === undefined ? {} : { createdBy }),
    state: "CREATE_IN_PROGRESS",
    requestedAt: ctx.now(),
    rules: known?.rules ?? [],
    revision,
  });
  await register(packArnOf(ctx, name), undefined, ctx);
  ctx.emit(packDue, { name, revision });
  return packArnOf(ctx, name);
}

export async function deletePack(
  name: string,
  createdBy: string | undefined,
  ctx: Context,
): Promise<void> {
  const pack = await existingPack(name, ctx);
  checkOwner(pack, createdBy);
  for (const rule of pack.rules) await deletePackRule(rule, ctx);
  await ctx.table(packs).delete(name);
  await unregister(packArnOf(ctx, name), ctx);
}

/** Makes, changes and deletes a pack's rules and their remediation, all of them or none. */
export async function deployPack(
  { name, revision }: { name: string; revision: string },
  ctx: Context,
): Promise<void> {
  const pack = await ctx.table(packs).get(name);
  if (pack?.revision !== revision) return;
  // Tried out of sight first: a rule that is refused must not leave the others behind.
  const reason = await refusal(pack, ctx.aside());
  if (reason === undefined) await putPackRules(pack, ctx);
  await ctx.table(packs).put({
    ...pack,
    ...(reason === undefined
      ? {
          state: "CREATE_COMPLETE",
          completedAt: ctx.now(),
          rules: (await rulesOfPack(pack, ctx)).map((rule) =>
            ruleNameIn(pack, rule, ctx),
          ),
        }
      : { state: "CREATE_FAILED", reason }),
  });
}

async function refusal(
  pack: PackRow,
  ctx: Context,
): Promise<string | undefined> {
  try {
    await putPackRules(pack, ctx);
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return `${error.name}: ${error.message}`;
  }
}

async function putPackRules(pack: PackRow, ctx: Context): Promise<void> {
  const wanted = await rulesOfPack(pack, ctx);
  const names = new Set<string>();
  for (const rule of wanted) {
    const name = ruleNameIn(pack, rule, ctx);
    names.add(name);
    await putRule(name, rule.rule, { createdBy: PACKS_SERVICE }, ctx);
    await settleRemediation(name, rule, ctx);
  }
  for (const name of pack.rules)
    if (!names.has(name)) await deletePackRule(name, ctx);
}

/** What is done about resources that the rule finds wrong is the pack's to say. */
async function settleRemediation(
  name: string,
  { remediation }: Pick<PackRule, "remediation">,
  ctx: Context,
): Promise<void> {
  if (remediation)
    await putRemediation(
      { ...remediation, ConfigRuleName: name },
      PACKS_SERVICE,
      ctx,
    );
  else if (await ctx.table(remediations).get(name))
    await deleteRemediation(name, PACKS_SERVICE, ctx);
}

async function deletePackRule(name: string, ctx: Context): Promise<void> {
  if (!(await ctx.table(rules).get(name))) return;
  await settleRemediation(name, {}, ctx);
  await deleteRule(name, { createdBy: PACKS_SERVICE }, ctx);
}

/** @throws Fault ConformancePackTemplateValidationException */
async function rulesOfPack(
  { template, parameters = [] }: Pick<PackInput, "template" | "parameters">,
  ctx: Context,
): Promise<readonly PackRule[]> {
  const found = packRules(template, parameters, await packSchemas(), ctx);
  if (!found.ok)
    throw fault(ConformancePackTemplateValidationException, found.problem);
  return found.rules;
}

/** Rules of packs are told apart by the pack's id. */
function ruleNameIn(
  { name }: Pick<PackRow, "name">,
  { rule }: PackRule,
  ctx: Context,
): string {
  return `${rule.ConfigRuleName}-${packIdOf(ctx, name)}`;
}

export async function existingPack(
  name: string,
  ctx: Context,
): Promise<PackRow> {
  const pack = await ctx.table(packs).get(name);
  if (!pack)
    throw fault(
      NoSuchConformancePackException,
      `Cannot find the conformance pack ${name}.`,
    );
  return pack;
}

/** The packs of these names, all where none are given. */
export async function packsNamed(
  names: readonly string[] | undefined,
  ctx: Context,
): Promise<readonly PackRow[]> {
  if (!names?.length) return (await ctx.table(packs).list()).rows;
  return Promise.all(names.map((name) => existingPack(name, ctx)));
}

function checkOwner(
  { name, createdBy }: PackRow,
  by: string | undefined,
): void {
  if (createdBy !== undefined && createdBy !== by)
    throw fault(
      ResourceInUseException,
      `The conformance pack ${name} was deployed by ${createdBy}: only its organization can change or delete it.`,
    );
}

async function checkRoom(ctx: Context): Promise<void> {
  const { rows } = await ctx.table(packs).list({ limit: MOST });
  if (rows.length >= MOST)
    throw fault(
      MaxNumberOfConformancePacksExceededException,
      `You have reached the limit of ${MOST} conformance packs.`,
    );
}
