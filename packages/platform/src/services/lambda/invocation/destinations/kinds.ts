import { randomUUID } from "node:crypto";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { parseArn } from "../../../../core/arn.ts";
import type { Caller } from "../../../../core/caller.ts";
import type { Context } from "../../../../core/context.ts";
import { queueUrl } from "../../../../core/queue-url.ts";
import type { Delivery } from "./delivery.ts";

/** What a target is wanted for. */
export type Use = "onSuccess" | "onFailure" | "deadLetter";

/** A kind of resource to which records and dead letters go. */
export interface DestinationKind {
  /** The call that hands one over, as AWS's refusals name it: `SendMessage on SQS`. */
  readonly call: string;
  readonly uses: readonly Use[];
  /** What the function's role must be allowed. */
  readonly needs: (
    target: string,
    functionName: string,
  ) => readonly {
    readonly action: string;
    readonly resource: string;
  }[];
  /** Hands a record over with the role's rights. SDK clients are loaded when one is. */
  readonly send: (
    delivery: Delivery,
    ctx: Context,
    role: Caller,
  ) => Promise<unknown>;
}

/** The kinds by the service in the target's ARN. */
export const KINDS: Readonly<Partial<Record<string, DestinationKind>>> = {
  sqs: {
    call: "SendMessage on SQS",
    uses: ["onSuccess", "onFailure", "deadLetter"],
    needs: (target) => [{ action: "sqs:SendMessage", resource: target }],
    async send({ target, body, attributes, traceId }, ctx, role) {
      const { SendMessageCommand } = await import("@aws-sdk/client-sqs");
      return ctx.send(
        new SendMessageCommand({
          QueueUrl: queueUrl(target),
          MessageBody: body,
          ...(attributes ? { MessageAttributes: attributes } : {}),
        }),
        carrying(role, { region: parseArn(target)?.region, traceId }),
      );
    },
  },
  sns: {
    call: "Publish on SNS",
    uses: ["onSuccess", "onFailure", "deadLetter"],
    needs: (target) => [{ action: "sns:Publish", resource: target }],
    async send({ target, body, attributes, traceId }, ctx, role) {
      const { PublishCommand } = await import("@aws-sdk/client-sns");
      return ctx.send(
        new PublishCommand({
          TopicArn: target,
          Message: body,
          ...(attributes ? { MessageAttributes: attributes } : {}),
        }),
        carrying(role, { region: parseArn(target)?.region, traceId }),
      );
    },
  },
  lambda: {
    call: "InvokeFunction on Lambda",
    uses: ["onSuccess", "onFailure"],
    needs: (target) => [{ action: "lambda:InvokeFunction", resource: target }],
    send: ({ target, body, traceId }, ctx, role) =>
      ctx.send(
        new InvokeCommand({
          FunctionName: target,
          InvocationType: "Event",
          Payload: Buffer.from(body),
        }),
        carrying(role, { region: parseArn(target)?.region, traceId }),
      ),
  },
  s3: {
    call: "PutObject on S3",
    uses: ["onFailure"],
    needs: (target, functionName) => [
      {
        action: "s3:PutObject",
        resource: `${target}/${recordPrefix(functionName)}*`,
      },
      { action: "s3:ListBucket", resource: target },
    ],
    async send({ target, body, functionName, madeAt }, ctx, role) {
      const { PutObjectCommand } = await import("@aws-sdk/client-s3");
      const bytes = Buffer.from(body);
      return ctx.send(
        new PutObjectCommand({
          Bucket: parseArn(target)?.resource,
          Key: recordKey(functionName, madeAt),
          Body: bytes,
          ContentLength: bytes.byteLength,
          ContentType: "application/json",
        }),
        { as: role },
      );
    },
  },
};

/** Services whose resources AWS takes as targets, and that are not here. */
export const NOT_BUILT: Readonly<Partial<Record<string, string>>> = {
  events: "EventBridge event buses",
  kafka: "Kafka topics",
};

function carrying(
  role: Caller,
  { region, traceId }: { region?: string | undefined; traceId?: string },
) {
  return {
    as: role,
    ...(region === undefined ? {} : { region }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}

/** As `aws/lambda/async/f/2026/11/22/2026-11-22T10.00.00-UUID`. */
function recordKey(functionName: string, madeAt: number): string {
  const [day = "", time = ""] = new Date(madeAt).toISOString().split("T");
  const at = `${day}T${time.slice(0, 8).replaceAll(":", ".")}`;
  return `${recordPrefix(functionName)}${day.replaceAll("-", "/")}/${at}-${randomUUID()}`;
}

const recordPrefix = (functionName: string): string =>
  `aws/lambda/async/${functionName}/`;
