import {
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
      const made = await settled(StackId, ctx);
      if (made?.StackStatus !== "CREATE_COMPLETE") throw notMade(StackId, made);
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
      const changed = await settled(StackId, ctx);
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
