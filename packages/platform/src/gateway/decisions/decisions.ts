import { setImmediate } from "node:timers";
import type { Fault } from "../../core/errors.ts";
import type { Measurement } from "../../core/telemetry.ts";
import { timeOrderedId } from "../../core/time-ordered-id.ts";
import type { Write } from "../../store/driver.ts";
import type { Store } from "../../store/store.ts";
import { UnitOfWork } from "../../store/unit-of-work.ts";
import { Table } from "../../core/table.ts";
import type { Call } from "../perform.ts";
import type { Platform } from "../platform.ts";
import type { RequestContext } from "../request-context.ts";
import { AccessDenied, denialCode, wordsOf } from "./access-denied.ts";
import {
  AUTHORIZATION_MESSAGE,
  authorizationMessage,
} from "./authorization-message.ts";
import { keepQuestion } from "./keep-question.ts";
import { subjectArn, type Judged } from "./judged.ts";
import { prune } from "./prune.ts";
import {
  keptDecisions,
  policyTexts,
  type KeptDecision,
  type PolicyText,
} from "./tables.ts";

/** A decision on its way into the store: it rides along with the commit of its call. */
export interface Keeping {
  /** For the CloudTrail record. */
  readonly additionalEventData: Readonly<Record<string, unknown>>;
  readonly writes: readonly Write[];
  /** To be called when the writes are durable. */
  readonly kept: () => void;
}

/** The header that names the decision behind a refusal. */
export const DECISION_ID = "x-gatehouse-decision-id";

/** Questions of one call that are kept; DeleteObjects may ask a thousand. */
const QUESTIONS_AT_MOST = 20;
/** Denials between two prunings of an account. */
const PRUNE_EVERY = 250;
const KNOWN_AT_MOST = 20_000;

/** Keeps why calls were denied, or would have been: the newest of each account. */
export class Decisions {
  readonly #platform: () => Platform;
  /** Policy texts that are in the store. */
  readonly #known = new Set<string>();
  readonly #sincePruned = new Map<string, number>();
  readonly #pruning = new Set<Promise<void>>();

  #closed = false;

  constructor(store: Store, platform: () => Platform) {
    this.#platform = platform;
    store.onWiped(() => {
      this.#known.clear();
      this.#sincePruned.clear();
    });
  }

  /**
   * What to keep of a call: nothing of one that was simply allowed. Between this and the commit nothing
   * may be awaited, lest a policy text be swept away in between. Gives a refusal its header.
   */
  of(call: Call, ctx: RequestContext, fault?: Fault): Keeping | undefined {
    const refused = fault && refusedIn(ctx, fault);
    const judged = refused ?? ctx.passed;
    const [first] = judged;
    if (!first) return undefined;
    // Denials of callers outside any account are the resource's account's to see.
    const accountId = ctx.accountId || (first.request.resourceAccount ?? "");
    if (accountId === "") return undefined;

    const at = ctx.now();
    const decisionId = timeOrderedId(at);
    const { questions, texts } = kept(judged);
    const requestIds = [...earlier(fault), ctx.requestId];
    const decision: KeptDecision = {
      decisionId,
      at,
      requestIds,
      region: ctx.region,
      operation: `${call.service.name}:${call.operation.name}`,
      enforced: refused !== undefined,
      message: wordsOf(first, ctx.caller.arn),
      caller: ctx.caller,
      principalArn: subjectArn(ctx.caller, accountId),
      questions,
    };
    if (fault && refused) {
      const { secret } = this.#platform().facts;
      const message =
        ctx.accountId === ""
          ? undefined
          : authorizationMessage(first, questions[0]!, ctx.caller, secret);
      fault.headers = {
        ...fault.headers,
        [DECISION_ID]: decisionId,
        ...(message === undefined ? {} : { [AUTHORIZATION_MESSAGE]: message }),
      };
      answered.set(fault, requestIds);
    }
    const missing = texts.filter(
      ({ sha256 }) => !this.#known.has(`${accountId} ${sha256}`),
    );
    return {
      additionalEventData: refused
        ? { decisionId }
        : { decisionId, wouldBeDenied: wouldBe(call, first, ctx) },
      writes: this.#writes(accountId, decision, missing),
      kept: () => this.#kept(accountId, call, ctx, decision, missing),
    };
  }

  /** Begins no further pruning, and waits for those under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#pruning);
  }

  #writes(
    accountId: string,
    decision: KeptDecision,
    missing: readonly PolicyText[],
  ): readonly Write[] {
    const unit = new UnitOfWork(this.#platform().store);
    const place = { accountId, region: "" };
    void new Table(keptDecisions, unit, place).put(decision);
    const texts = new Table(policyTexts, unit, place);
    for (const text of missing) void texts.put(text);
    return unit.unit().writes;
  }

  #kept(
    accountId: string,
    { service }: Call,
    ctx: RequestContext,
    { enforced, questions, principalArn }: KeptDecision,
    missing: readonly PolicyText[],
  ): void {
    if (this.#known.size > KNOWN_AT_MOST) this.#known.clear();
    for (const { sha256 } of missing) this.#known.add(`${accountId} ${sha256}`);
    this.#count(accountId);

    const { meter, facts } = this.#platform();
    meter.denied(service.name, questions[0]?.action ?? "", enforced);
    if (enforced) return;
    const measurements = questions.flatMap(({ action }) =>
      wouldBeDenied(principalArn, action, ctx.now()),
    );
    facts.telemetry.measure({ accountId, region: ctx.region }, measurements);
  }

  #count(accountId: string): void {
    // The first denial after a start prunes what an earlier run left.
    const count = (this.#sincePruned.get(accountId) ?? PRUNE_EVERY) + 1;
    this.#sincePruned.set(accountId, count);
    if (count <= PRUNE_EVERY) return;
    this.#sincePruned.set(accountId, 0);
    setImmediate(() => this.#prune(accountId));
  }

  #prune(accountId: string): void {
    if (this.#closed) return;
    const { store, log } = this.#platform();
    const pruning = prune(store, accountId, (sha256) =>
      this.#known.delete(`${accountId} ${sha256}`),
    )
      .catch((error: unknown) =>
        log.error("Old decisions could not be removed.", error),
      )
      .finally(() => this.#pruning.delete(pruning));
    this.#pruning.add(pruning);
  }
}

/** Request ids under which a fault was answered already: by the call between services that it comes from. */
const answered = new WeakMap<Fault, readonly string[]>();

const earlier = (fault: Fault | undefined): readonly string[] =>
  (fault && answered.get(fault)) ?? [];

/** The questions behind a refusal, whether the gate refused or the operation itself after asking. */
function refusedIn(
  { refused }: RequestContext,
  fault: Fault,
): readonly Judged[] | undefined {
  if (fault instanceof AccessDenied) return fault.judged;
  const isDenial =
    fault.status === 403 || fault.name.startsWith("AccessDenied");
  return isDenial && refused.length > 0 ? refused : undefined;
}

function kept(judged: readonly Judged[]) {
  const all = judged.slice(0, QUESTIONS_AT_MOST).map(keepQuestion);
  const texts = new Map(
    all.flatMap((each) => each.texts).map((text) => [text.sha256, text]),
  );
  return {
    questions: all.map(({ question }) => question),
    texts: [...texts.values()],
  };
}

/** What the client would have been told. */
function wouldBe(call: Call, judged: Judged, ctx: RequestContext) {
  return {
    errorCode: denialCode(call).replace(/Exception$/, ""),
    errorMessage: wordsOf(judged, ctx.caller.arn),
  };
}

/** By principal and action, by principal, by action, and in all. */
function wouldBeDenied(
  Principal: string,
  Action: string,
  at: number,
): Measurement[] {
  return [{ Principal, Action }, { Principal }, { Action }, {}].map(
    (dimensions) => ({
      namespace: "Gatehouse/Authorization",
      name: "WouldBeDenied",
      dimensions: dimensions as Record<string, string>,
      value: 1,
      unit: "Count",
      at,
    }),
  );
}
