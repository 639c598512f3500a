import {
  contextOf,
  decide,
  type ContextValue,
  type PolicySet,
} from "@gatehouse/authz";
import { auditTrail } from "../../core/audit.ts";
import type { Caller } from "../../core/caller.ts";
import type { Context, NeedsContext } from "../../core/context.ts";
import { globalArn } from "../../core/arn.ts";
import { fault } from "../../core/errors.ts";
import { principalIds } from "../../core/identity/tables.ts";
import { allow } from "../../core/operation.ts";
import {
  explained,
  messageOf,
  type Explained,
  type ExplainedQuestion,
} from "../decisions/explained.ts";
import { findDecision, type Sought } from "../decisions/find-decision.ts";
import { ownerOf, subjectArn, type Asked } from "../decisions/judged.ts";
import {
  ALWAYS_KEPT,
  askAgain,
  lookupOf,
  referencesIn,
} from "../decisions/keep-question.ts";
import { callerNamed } from "../decisions/named-caller.ts";
import {
  policyTexts,
  type KeptDecision,
  type KeptQuestion,
  type PolicyText,
} from "../decisions/tables.ts";
import type { Platform } from "../platform.ts";
import { RequestContext } from "../request-context.ts";
import { ownOperation } from "./own-operation.ts";
import { invalid, objectWith, textIn } from "./read-body.ts";

/** A question that nobody asked by calling. */
interface Supposed {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, ContextValue>>;
}

type Input = Sought | Supposed;

const MEMBERS = ["id", "last", "principal", "action", "resource", "context"];

/**
 * `POST /_gatehouse/explain`: why a call was denied, by its request or decision id or as the last of the
 * account (of a principal, where one is named), or how a call would be judged. Needs `gatehouse:Explain`
 * on the principal whose call it is.
 */
export function explainOperation(platform: () => Platform) {
  return ownOperation<Input, Explained>("Explain", {
    route: "POST /_gatehouse/explain",
    members: MEMBERS,
    readOnly: true,
    read,
    async needs(input, ctx) {
      return [allow("gatehouse:Explain", await subjectOf(input, ctx))];
    },
    async handle(input, ctx) {
      if (isSupposed(input)) return supposed(platform(), input, ctx);
      const decision = await findDecision(input, ctx);
      if (!decision) throw await notFound(input, ctx);
      return ofDecision(platform(), decision, ctx);
    },
  });
}

function read(body: unknown): Input {
  const members = objectWith(body, MEMBERS);
  const id = textIn(members, "id");
  const [principal, action, resource] = [
    textIn(members, "principal"),
    textIn(members, "action"),
    textIn(members, "resource"),
  ];
  if (id !== undefined) return { id };
  if (members["last"] === true)
    return { last: true, ...(principal === undefined ? {} : { principal }) };
  if (principal === undefined || action === undefined || resource === undefined)
    throw invalid(
      "Send an id, or last, or a principal, an action and a resource.",
    );
  if (!/^[\w-]+:\w+$/.test(action))
    throw invalid(`"${action}" is not an action such as s3:GetObject.`);
  if (resource !== "*" && !resource.startsWith("arn:"))
    throw invalid("The resource must be an ARN or *.");
  return { principal, action, resource, context: contextIn(members) };
}

/** Keys of a supposed call. */
const KEYS_AT_MOST = 100;

function contextIn({
  context = {},
}: Readonly<Record<string, unknown>>): Record<string, ContextValue> {
  const isText = (value: unknown): value is string => typeof value === "string";
  const entries = Object.entries(record(context));
  if (entries.length > KEYS_AT_MOST)
    throw invalid(`context has more than ${KEYS_AT_MOST} keys.`);
  for (const [, value] of entries)
    if (!isText(value) && !(Array.isArray(value) && value.every(isText)))
      throw invalid("Each value of context must be a text or a list of texts.");
  return Object.fromEntries(entries) as Record<string, ContextValue>;
}

function record(value: unknown): object {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid("context must be an object.");
  return value;
}

const isSupposed = (input: Input): input is Supposed => "action" in input;

/** The principal about whom is asked; where nothing is found, the account. */
async function subjectOf(input: Input, ctx: NeedsContext): Promise<string> {
  if (isSupposed(input)) {
    const caller = await callerNamed(input.principal, ctx);
    if (caller) return subjectArn(caller, caller.accountId || ctx.accountId);
    return input.principal.startsWith("arn:")
      ? input.principal
      : globalArn("iam", ctx.accountId, "root");
  }
  const decision = await findDecision(input, ctx);
  return decision?.principalArn ?? globalArn("iam", ctx.accountId, "root");
}

/** How a call would be judged that nobody made. */
async function supposed(
  platform: Platform,
  { principal, action, resource, context }: Supposed,
  ctx: Context,
): Promise<Explained> {
  const given = contextOf(context);
  const source = given.get("aws:sourcearn");
  const caller = await callerNamed(
    principal,
    ctx,
    typeof source === "string" ? source : undefined,
  );
  if (!caller)
    throw fault(
      "ResourceNotFoundException",
      `There is no principal ${principal}.`,
      404,
    );
  const { request, policies } = await asked(platform, caller, ctx, {
    action,
    resource,
  });
  const live = lookupOf(request);
  const owner = ownerOf(request, caller) === ctx.accountId;
  // Otherwise whoever asks could try out another account's conditions unseen.
  if (!owner && (given.size > 0 || caller.type === "AWSService"))
    throw invalid(
      "Of another account's resource only what a principal of your own would meet now can be told: no context, and no service.",
    );
  const question = explained(
    {
      policies,
      request: { ...request, context: (key) => given.get(key) ?? live(key) },
    },
    {
      arn: caller.arn,
      owner,
      names: await namesIn(policies, ctx),
    },
  );
  return {
    verdict: question.decision.allowed ? "allowed" : "denied",
    questions: [question],
  };
}

async function ofDecision(
  platform: Platform,
  decision: KeptDecision,
  ctx: Context,
): Promise<Explained> {
  const { decisionId, requestIds, at, region, operation, enforced, caller } =
    decision;
  const texts = await textsOf(decision, ctx);
  const questions: ExplainedQuestion[] = [];
  for (const question of decision.questions) {
    const again = askAgain(question, texts);
    const reader = {
      arn: caller.arn,
      owner: ownerOf(again.request, caller) === ctx.accountId,
      names: await namesIn(again.policies, ctx),
    };
    questions.push({
      ...explained(again, reader),
      now: await judgedNow(platform, decision, question, ctx),
    });
  }
  return {
    verdict: enforced ? "denied" : "would-be-denied",
    call: {
      decisionId,
      requestIds,
      at: new Date(at).toISOString(),
      region,
      operation,
    },
    questions,
  };
}

/** Policies with principals keep users and roles by their unique ids. */
async function namesIn(
  { resource }: PolicySet,
  ctx: Context,
): Promise<ReadonlyMap<string, string>> {
  const statements = resource?.policy.policy.statements ?? [];
  const ids = statements
    .flatMap(({ principal, notPrincipal }) => principal ?? notPrincipal ?? [])
    .flatMap(({ aws }) => aws)
    .filter((name) => /^A(IDA|ROA)[A-Z0-9]+$/.test(name));
  const names = new Map<string, string>();
  for (const id of new Set(ids)) {
    const holder = await ctx.table(principalIds).get(id);
    if (holder) names.set(id, holder.arn);
  }
  return names;
}

async function textsOf(
  { questions }: KeptDecision,
  ctx: Context,
): Promise<ReadonlyMap<string, PolicyText>> {
  const names = new Set(
    questions.flatMap(referencesIn).map(({ sha256 }) => sha256),
  );
  const texts = new Map<string, PolicyText>();
  for (const name of names) {
    const text = await ctx.table(policyTexts).get(name);
    if (text) texts.set(name, text);
  }
  return texts;
}

/** The same request under the policies and tags of this moment. */
async function judgedNow(
  platform: Platform,
  { caller, region }: KeptDecision,
  { action, resource, context }: KeptQuestion,
  ctx: Context,
): Promise<{ allowed: boolean; message: string }> {
  const now = await asked(platform, caller, ctx, { action, resource }, region);
  const live = lookupOf(now.request);
  const request = {
    ...now.request,
    context: (key: string) =>
      key.startsWith("aws:principaltag/")
        ? live(key)
        : (context[key] ?? (ALWAYS_KEPT.includes(key) ? undefined : live(key))),
  };
  const decision = decide(request, now.policies);
  return {
    allowed: decision.allowed,
    message: messageOf(now, caller.arn, decision),
  };
}

function asked(
  platform: Platform,
  caller: Caller,
  { request, requestId, region: own }: Context,
  need: { action: string; resource: string },
  region = own,
): Promise<Asked> {
  const ctx = new RequestContext(platform, {
    caller,
    region,
    request,
    requestId,
  });
  return platform.authorizer.judge(need, ctx);
}

/** Records that are looked through for a request that was not denied. */
const TRAIL_AT_MOST = 500;

async function notFound(sought: Sought, ctx: Context) {
  const said = (message: string) =>
    fault("ResourceNotFoundException", message, 404);
  if (!("id" in sought))
    return said("No call was denied, as far as decisions are kept.");
  const { rows } = await ctx
    .table(auditTrail)
    .list({ reverse: true, limit: TRAIL_AT_MOST });
  const record = rows.find(({ requestID }) => requestID === sought.id);
  return said(
    record
      ? `The request ${sought.id} (${record.operation}) was not denied. Ask for a principal, an action and a resource to see what allows it.`
      : `No decision is kept for ${sought.id}: give the id of a request that was denied, or of its decision.`,
  );
}
