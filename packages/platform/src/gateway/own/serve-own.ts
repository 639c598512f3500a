import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { spokenDenial } from "@gatehouse/wire";
import { parseArn } from "../../core/arn.ts";
import { fault } from "../../core/errors.ts";
import type { Service } from "../../core/service.ts";
import { identified } from "../authenticate.ts";
import { readBody } from "../body.ts";
import { perform } from "../perform.ts";
import type { Platform } from "../platform.ts";
import { answerOf, type Answering } from "../refusal.ts";
import { requestFacts, requestHead } from "../request-head.ts";
import { respond } from "../respond.ts";
import { listAuditOnly, putAuditOnly } from "./audit-only.ts";
import { explainOperation } from "./explain.ts";
import type { OwnOperation } from "./own-operation.ts";
import { getProactiveGate, putProactiveGate } from "./proactive-gate.ts";
import { invalid } from "./read-body.ts";

/** The platform's own signed calls: authenticated (as service `gatehouse`), authorized and recorded like any other. */
export class OwnApi {
  readonly #platform: () => Platform;
  readonly #operations: readonly OwnOperation[];
  readonly #service: Service;

  /** @param managementAccountOf an account's organization's management account; undefined outside organizations */
  constructor(
    platform: () => Platform,
    managementAccountOf: (accountId: string) => Promise<string | undefined>,
  ) {
    this.#platform = platform;
    this.#operations = [
      explainOperation(platform),
      putAuditOnly(managementAccountOf),
      listAuditOnly,
      putProactiveGate,
      getProactiveGate,
    ];
    this.#service = {
      name: "gatehouse",
      sdk: {},
      operations: new Map(
        this.#operations.map(({ operation }) => [operation.name, operation]),
      ),
      listeners: [],
      // An organization's management account answers for its member accounts.
      async resourcePolicy(resource, _action, { caller }) {
        const accountId = parseArn(resource)?.accountId ?? "";
        const manager = await managementAccountOf(accountId);
        return {
          document: undefined,
          kind: "resource",
          accountId: manager === caller.accountId ? manager : accountId,
        };
      },
    };
  }

  /** The operation of a route, as `POST /_gatehouse/explain`. */
  at(route: string): OwnOperation | undefined {
    return this.#operations.find((own) => own.route === route);
  }

  /** Answers one call. */
  async serve(
    own: OwnOperation,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const startedAt = performance.now();
    const platform = this.#platform();
    const answering: Answering = {
      head: requestHead(request),
      requestId: randomUUID(),
      service: "gatehouse",
      protocol: "restJson1",
    };
    const answer = await this.#answered(own, request, answering).then(
      (output) => ({
        status: 200,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(output),
      }),
      (error: unknown) => answerOf(platform, answering, error),
    );
    await respond(request, response, answer, answering.requestId);
    platform.meter.called(
      "gatehouse",
      own.operation.name,
      answer.status,
      performance.now() - startedAt,
    );
  }

  async #answered(
    { operation, model, read }: OwnOperation,
    request: IncomingMessage,
    { head, requestId }: Answering,
  ): Promise<object> {
    const platform = this.#platform();
    const bytes = await readBody(request, operation.maxBody, operation.name);
    const sender = await identified(platform, head, "gatehouse", bytes, false);
    if (!sender.ok) {
      const { name, message, status } = spokenDenial(sender, "restJson1");
      throw fault(name, message, status);
    }
    return perform(platform, {
      service: this.#service,
      model,
      operation,
      input: read(parsed(bytes)),
      caller: sender.caller,
      region: sender.region,
      request: requestFacts(request, head),
      requestId,
    });
  }
}

function parsed(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(bytes.toString("utf8")) as unknown;
  } catch {
    throw invalid("The body is not JSON.");
  }
}
