import { createHash } from "node:crypto";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { PublishCommand } from "@aws-sdk/client-sns";
import { answersIn, answerUrl } from "../../../core/answer-box.ts";
import { fault } from "../../../core/errors.ts";
import type {
  Properties,
  ResourceContext,
  ResourceType,
} from "../../../core/resource-type.ts";
import type { AroundType } from "../around-type.ts";
import { leaving } from "../broken-off.ts";
import { stackArn } from "../tables.ts";

/** Seconds that a custom resource may take, unless its template says otherwise. */
const LONGEST = 3600;

/** What a function answers (user guide, "Custom resource response objects"). */
interface Answer {
  readonly Status?: string;
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly Data?: Properties;
}

/** A resource that a function of the template's owner makes: asked by an event, it answers to an address. */
export function customResource(
  around: AroundType,
  typeName: string,
): ResourceType {
  let data: Properties = {};
  const ask = async (
    RequestType: "Create" | "Update" | "Delete",
    properties: Properties,
    ctx: ResourceContext,
    more: Properties,
  ): Promise<string> => {
    const answer = await answered(
      around,
      properties,
      { RequestType, ResourceType: typeName, ...more },
      ctx,
    );
    data = answer.Data ?? {};
    return answer.PhysicalResourceId ?? "";
  };
  return {
    typeName,
    schema: async () => ({
      typeName,
      properties: { ServiceToken: { type: "string" } },
      required: ["ServiceToken"],
      primaryIdentifier: ["/properties/PhysicalResourceId"],
      createOnlyProperties: ["/properties/ServiceToken"],
    }),
    create: (properties, ctx) => ask("Create", properties, ctx, {}),
    read: async () => data,
    async update(PhysicalResourceId, { before, after }, ctx) {
      const more = { PhysicalResourceId, OldResourceProperties: before };
      await ask("Update", after, ctx, more).catch(leaving(PhysicalResourceId));
    },
    async delete(PhysicalResourceId, ctx, properties) {
      await ask("Delete", properties, ctx, { PhysicalResourceId });
    },
  };
}

async function answered(
  { workplace, place, stack }: AroundType,
  properties: Properties,
  event: Properties,
  ctx: ResourceContext,
): Promise<Answer> {
  const { ServiceToken, ServiceTimeout } = properties as {
    ServiceToken: string;
    ServiceTimeout?: number | string;
  };
  const box = `custom-resource/${createHash("sha256").update(ctx.work.id).digest("hex")}`;
  const endsAt = ctx.now() + Number(ServiceTimeout ?? LONGEST) * 1000;
  const StackId = stackArn(place, stack);
  const message = JSON.stringify({
    ...event,
    ServiceToken,
    ResponseURL: answerUrl(box, endsAt, workplace.platform),
    StackId,
    RequestId: ctx.work.id,
    LogicalResourceId: ctx.work.logicalId,
    ResourceProperties: texts(properties),
  });
  // The address tells a time, so that its receipt would not know the same question.
  if (!(await ctx.isRepeated())) await tell(ServiceToken, message, ctx);
  let text: string | undefined;
  await ctx.until(async () => {
    [text] = await answersIn(box, workplace.context(place));
    return text !== undefined || ctx.now() > endsAt;
  });
  const answer = read(text);
  if (!answer)
    throw fault(
      "NotStabilized",
      text === undefined
        ? "CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId."
        : "Invalid JSON in the custom resource's response.",
      400,
    );
  if (answer.Status !== "SUCCESS")
    throw fault(
      "GeneralServiceException",
      `Received response status [${answer.Status}] from custom resource. Message returned: ${answer.Reason ?? ""}`,
      400,
    );
  return answer;
}

/** A function is invoked, a topic published to, with the rights of the stack. */
async function tell(
  serviceToken: string,
  message: string,
  ctx: ResourceContext,
): Promise<void> {
  if (serviceToken.startsWith("arn:aws:sns:"))
    await ctx.send(
      new PublishCommand({
        TopicArn: serviceToken,
        Subject: "AWS CloudFormation custom resource request",
        Message: message,
      }),
    );
  else
    await ctx.send(
      new InvokeCommand({
        FunctionName: serviceToken,
        InvocationType: "Event",
        Payload: Buffer.from(message),
      }),
    );
}

/** Custom resources get all values as texts. */
function texts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(texts);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, texts(member)]),
    );
  return typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : value;
}

function read(text: string | undefined): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null
      ? (value as Answer)
      : undefined;
  } catch {
    return undefined;
  }
}
