import {
  CancelUpdateStackCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  type Stack,
  type Tag,
} from "@aws-sdk/client-cloudformation";
import { Fault, fault } from "../../../core/errors.ts";
import type {
  Properties,
  ResourceContext,
  ResourceType,
} from "../../../core/resource-type.ts";
import type { AroundType } from "../around-type.ts";
import { BrokenOff, leaving, MadeInVain } from "../broken-off.ts";
import { changeStack } from "../stack.ts";
import { stackArn } from "../tables.ts";

const typeName = "AWS::CloudFormation::Stack";

/** A stack within a stack. */
export function nestedStack(around: AroundType): ResourceType {
  const { workplace, place, stack } = around;
  return {
    typeName,
    schema: async () => ({
      typeName,
      additionalProperties: false,
      properties: {
        NotificationARNs: { type: "array", items: { type: "string" } },
        Parameters: {
          type: "object",
          additionalProperties: { type: "string" },
        },
        Tags: { type: "array", items: { type: "object" } },
        TemplateURL: { type: "string" },
        TimeoutInMinutes: { type: "integer" },
      },
      required: ["TemplateURL"],
      primaryIdentifier: ["/properties/StackId"],
    }),

    async create(properties, ctx) {
      const { TimeoutInMinutes } = properties as { TimeoutInMinutes?: number };
      const { StackId = "" } = await ctx.send(
        new CreateStackCommand({
          StackName: ctx.name({ most: 128 }),
          ...requestOf(properties, around),
          DisableRollback: true,
          ...(TimeoutInMinutes === undefined ? {} : { TimeoutInMinutes }),
        }),
      );
      const parentId = stackArn(place, stack);
      await workplace.unit(place, (unit) =>
        changeStack(
          StackId.split("/").at(-1) ?? "",
          (row) => ({ ...row, parentId, rootId: stack.rootId ?? parentId }),
          unit,
        ),
      );
      if (isLeftBehind(around, ctx)) throw new BrokenOff(StackId);
      const made = await settled(StackId, ctx).catch(leaving(StackId));
      if (made?.StackStatus !== "CREATE_COMPLETE")
        throw new MadeInVain(StackId, notMade(StackId, made));
      return StackId;
    },

    async read(StackId, ctx) {
      const [found] = await described(StackId, ctx);
      if (!found || found.StackStatus === "DELETE_COMPLETE") return undefined;
      return {
        StackId,
        Outputs: Object.fromEntries(
          (found.Outputs ?? []).map(({ OutputKey = "", OutputValue }) => [
            OutputKey,
            OutputValue,
          ]),
        ),
      };
    },

    async update(StackId, { after }, ctx) {
      await settled(StackId, ctx);
      try {
        await ctx.send(
          new UpdateStackCommand({
            StackName: StackId,
            ...requestOf(after, around),
          }),
        );
      } catch (error) {
        if (error instanceof Fault && /No updates/.test(error.message)) return;
        throw error;
      }
      const changed = await settled(StackId, ctx).catch(async (error) => {
        if (error instanceof BrokenOff) await cancel(StackId, ctx);
        return leaving(StackId)(error);
      });
      if (changed?.StackStatus !== "UPDATE_COMPLETE")
        throw notMade(StackId, changed);
    },

    async delete(StackId, ctx) {
      await ctx.send(new DeleteStackCommand({ StackName: StackId }));
      const gone = await settled(StackId, ctx);
      if (gone && gone.StackStatus !== "DELETE_COMPLETE")
        throw notMade(StackId, gone);
    },
  };
}

/** Whether a step is one that an earlier phase has left: what it made is to go, and is not waited for. */
const isLeftBehind = (
  { operation }: AroundType,
  { work }: ResourceContext,
): boolean => !work.id.startsWith(`${operation.id}/${operation.phase}/`);

/** An update that is over by now, or that may not be cancelled, goes on to its end. */
async function cancel(StackId: string, ctx: ResourceContext): Promise<void> {
  try {
    await ctx.send(new CancelUpdateStackCommand({ StackName: StackId }));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
}

function requestOf(
  properties: Properties,
  { stack: { capabilities, notificationArns } }: AroundType,
) {
  const { TemplateURL, Parameters, Tags, NotificationARNs } = properties as {
    TemplateURL: string;
    Parameters?: Readonly<Record<string, string>>;
    Tags?: Tag[];
    NotificationARNs?: string[];
  };
  return {
    TemplateURL,
    Capabilities: [...capabilities] as never,
    NotificationARNs: NotificationARNs ?? [...notificationArns],
    Parameters: Object.entries(Parameters ?? {}).map(
      ([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }),
    ),
    ...(Tags ? { Tags } : {}),
  };
}

async function settled(
  StackId: string,
  ctx: ResourceContext,
): Promise<Stack | undefined> {
  let found: Stack | undefined;
  await ctx.until(async () => {
    [found] = await described(StackId, ctx);
    return !found?.StackStatus?.endsWith("_IN_PROGRESS");
  });
  return found;
}

async function described(
  StackName: string,
  ctx: ResourceContext,
): Promise<readonly Stack[]> {
  try {
    const answer = await ctx.send(new DescribeStacksCommand({ StackName }));
    return answer.Stacks ?? [];
  } catch (error) {
    if (error instanceof Fault && error.name === "ValidationError") return [];
    throw error;
  }
}

const notMade = (StackId: string, stack: Stack | undefined): Fault =>
  fault(
    "NotStabilized",
    `Embedded stack ${StackId} was not successfully ${/^(\w+?)_/.exec(stack?.StackStatus ?? "")?.[1]?.toLowerCase() ?? "make"}d: ${stack?.StackStatusReason ?? ""}`,
    400,
  );
