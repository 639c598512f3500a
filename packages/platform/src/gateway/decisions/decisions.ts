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
import {
  AccessDenied,
  carryMessage,
  denialCode,
  wordsOf,
} from "./access-denied.ts";
import {
  AUTHORIZATION_MESSAGE,
  authorizationMessage,
} from "./authorization-message.ts";
import { keepQuestion } from "./keep-question.ts";
import { subjectArn, type Judged } from "./judged.ts";
import {
  countDecisions,
  KEPT_AT_MOST,
  removeOldest,
  sweepTexts,
} from "./prune.ts";
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
/** Decisions of an account beyond those kept, before the oldest go. */
const SURPLUS = 250;
/** New policy texts of an account, before those that nothing needs any more are looked for. */
const SWEEP_AFTER = 200;
const KNOWN_AT_MOST = 20_000;

/** Keeps why calls were denied, or would have been: the newest of each account. */
export class Decisions {
  readonly #platform: () => Platform;
  /** Policy texts that are in the store. */
  readonly #known = new Set<string>();
  readonly #kept = new Map<string, Kept>();
  readonly #tidying = new Map<string, Promise<void>>();

  #closed = false;

  constructor(store: Store, platform: () => Platform) {
    this.#platform = platform;
    store.onWiped(() => {
      this.#known.clear();
      this.#kept.clear();
    });
  }

  /**
   * What to keep of a call: nothing of one that was simply allowed. Between this and the commit nothing
   * may be awaited, lest a policy text be swept away in between. Gives a refusal its header.
   */
  of(call: Call, ctx: RequestContext, fault?: Fault): Keeping | undefined {
    const refused = refusedIn(ctx, fault);
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
      if (message !== undefined) carryMessage(fault, message);
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
      kept: () => this.#committed(accountId, call, ctx, decision, missing),
    };
  }

  /** Tidies no further, and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#tidying.values());
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

  #committed(
    accountId: string,
    { service }: Call,
    ctx: RequestContext,
    { enforced, questions, principalArn }: KeptDecision,
    missing: readonly PolicyText[],
  ): void {
    if (this.#known.size > KNOWN_AT_MOST) this.#known.clear();
    for (const { sha256 } of missing) this.#known.add(`${accountId} ${sha256}`);
    this.#count(accountId, missing.length);

    const { meter, facts } = this.#platform();
    meter.denied(service.name, questions[0]?.action ?? "", enforced);
    if (enforced) return;
    const measurements = questions.flatMap(({ action }) =>
      wouldBeDenied(principalArn, action, ctx.now()),
    );
    facts.telemetry.measure({ accountId, region: ctx.region }, measurements);
  }

  #count(accountId: string, texts: number): void {
    const kept = this.#kept.get(accountId);
    if (kept) {
      kept.decisions++;
      kept.texts += texts;
      if (kept.decisions <= KEPT_AT_MOST + SURPLUS && kept.texts < SWEEP_AFTER)
        return;
    }
    setImmediate(() => this.#tidy(accountId));
  }

  /** One at a time; the first of an account after a start counts what an earlier run left. */
  #tidy(accountId: string): void {
    if (this.#closed || this.#tidying.has(accountId)) return;
    const { log } = this.#platform();
    const tidying = this.#tidied(accountId)
      .catch((error: unknown) =>
        log.error("Old decisions could not be removed.", error),
      )
      .finally(() => this.#tidying.delete(accountId));
    this.#tidying.set(accountId, tidying);
  }

  async #tidied(accountId: string): Promise<void> {
    const { store } = this.#platform();
    const kept = this.#kept.get(accountId) ?? {
      decisions: await countDecisions(store, accountId),
      texts: SWEEP_AFTER,
    };
    this.#kept.set(accountId, kept);
    const surplus = kept.decisions - KEPT_AT_MOST;
    if (surplus > 0) {
      await removeOldest(store, accountId, surplus);
      kept.decisions -= surplus;
    }
    if (kept.texts < SWEEP_AFTER) return;
    kept.texts = 0;
    await sweepTexts(store, accountId, (sha256) =>
      this.#known.delete(`${accountId} ${sha256}`),
    );
  }
}

/** How much is in the store of an account. */
interface Kept {
  decisions: number;
  /** Policy texts written since the last sweep. */
  texts: number;
}

/** Request ids under which a fault was answered already: by the call between services that it comes from. */
const answered = new WeakMap<Fault, readonly string[]>();

const earlier = (fault: Fault | undefined): readonly string[] =>
  (fault && answered.get(fault)) ?? [];

/**
 * The questions behind a refusal, whether the gate refused, or the operation itself after asking: all of the
 * call, or, where it went well, a part of it, as some of the objects of DeleteObjects.
 */
function refusedIn(
  { refused }: RequestContext,
  fault: Fault | undefined,
): readonly Judged[] | undefined {
  if (fault instanceof AccessDenied) return fault.judged;
  const isDenial =
    !fault || fault.status === 403 || fault.name.startsWith("AccessDenied");
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
