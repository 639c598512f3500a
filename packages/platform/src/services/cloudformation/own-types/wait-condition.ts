import { answersIn, answerUrl } from "../../../core/answer-box.ts";
import { fault } from "../../../core/errors.ts";
import type { Properties, ResourceType } from "../../../core/resource-type.ts";
import type { AroundType } from "../around-type.ts";

const DAY = 86_400_000;
/** A wait condition lasts twelve hours at most; its handle outlives it. */
const HANDLE_LASTS = 7 * DAY;

/** An address to which whoever holds it may signal. */
export function waitConditionHandle({ workplace }: AroundType): ResourceType {
  const typeName = "AWS::CloudFormation::WaitConditionHandle";
  return {
    typeName,
    schema: async () => ({
      typeName,
      properties: { Id: { type: "string" } },
      primaryIdentifier: ["/properties/Id"],
      readOnlyProperties: ["/properties/Id"],
    }),
    create: async (_properties, ctx) =>
      answerUrl(
        `wait/${ctx.work.id}`,
        ctx.now() + HANDLE_LASTS,
        workplace.platform,
      ),
    read: async (Id) => ({ Id }),
    delete: async () => undefined,
  };
}

/** Waits until as many have signalled as it counts; one failure fails it. */
export function waitCondition({ workplace, place }: AroundType): ResourceType {
  const typeName = "AWS::CloudFormation::WaitCondition";
  let signals: Properties = {};
  return {
    typeName,
    schema: async () => ({
      typeName,
      properties: {
        Count: { type: "integer" },
        Handle: { type: "string" },
        Timeout: { type: "string" },
      },
      additionalProperties: false,
      primaryIdentifier: ["/properties/Id"],
    }),
    async create({ Handle, Timeout, Count = 1 }, ctx) {
      // Without a handle it has a creation policy, and waits for that.
      if (typeof Handle !== "string")
        return `${ctx.work.logicalId}-${ctx.work.id}`;
      const box = boxIn(Handle);
      const endsAt = ctx.now() + Number(Timeout ?? 0) * 1000;
      let told: readonly Signal[] = [];
      await ctx.until(async () => {
        told = (await answersIn(box, workplace.context(place))).map(signalIn);
        return (
          told.length >= Number(Count) ||
          told.some(({ Status }) => Status === "FAILURE") ||
          ctx.now() > endsAt
        );
      });
      const failed = told.find(({ Status }) => Status !== "SUCCESS");
      if (failed || told.length < Number(Count))
        throw fault(
          "NotStabilized",
          failed
            ? `WaitCondition received failed message: '${failed.Reason}' for uniqueId: ${failed.UniqueId}`
            : `WaitCondition timed out. Received ${told.length} conditions when expecting ${String(Count)}`,
          400,
        );
      signals = Object.fromEntries(
        told.map(({ UniqueId, Data }) => [UniqueId, Data]),
      );
      return `${ctx.work.logicalId}-${ctx.work.id}`;
    },
    read: async () => ({ Data: JSON.stringify(signals) }),
    delete: async () => undefined,
  };
}

interface Signal {
  readonly Status: string;
  readonly Reason: string;
  readonly UniqueId: string;
  readonly Data: string;
}

function signalIn(text: string): Signal {
  const { Status = "", Reason = "", UniqueId = "", Data = "" } = parsed(text);
  return { Status, Reason, UniqueId, Data };
}

function parsed(text: string): Partial<Signal> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<Signal>;
  } catch {
    return { Status: "FAILURE", Reason: "The signal is not JSON." };
  }
}

function boxIn(handle: string): string {
  return URL.canParse(handle)
    ? decodeURIComponent(
        new URL(handle).pathname.replace(/^\/_gatehouse\/answers\//, ""),
      )
    : handle;
}
