import {
  AddPermissionCommand,
  GetPolicyCommand,
  RemovePermissionCommand,
  type AddPermissionCommandInput,
} from "@aws-sdk/client-lambda";
import { given } from "../../../core/resource-input.ts";
import { resourceType, type Properties } from "../../../core/resource-type.ts";
import { absent } from "./absent.ts";
import {
  principalIn,
  statementIn,
  type ShownStatement,
} from "./policy-statement.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Lambda::Permission";

/** A statement of a function's policy; its identifier is the function as the template names it, and the statement. */
export const permission = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    const StatementId = ctx.name({ most: 100 });
    await ctx.send(
      new AddPermissionCommand({
        ...given(properties, [
          "Action",
          "EventSourceToken",
          "FunctionName",
          "FunctionUrlAuthType",
          "InvokedViaFunctionUrl",
          "Principal",
          "PrincipalOrgID",
          "SourceAccount",
          "SourceArn",
        ]),
        StatementId,
      } as AddPermissionCommandInput),
    );
    return `${properties["FunctionName"] as string}|${StatementId}`;
  },

  async read(identifier, ctx) {
    const { FunctionName, StatementId } = partsOf(identifier);
    const found = await ctx
      .send(new GetPolicyCommand({ FunctionName }))
      .catch(absent);
    const statement = statementIn(found?.Policy, StatementId);
    return statement
      ? { FunctionName, Id: StatementId, ...shown(statement) }
      : undefined;
  },

  async delete(identifier, ctx) {
    await ctx
      .send(new RemovePermissionCommand(partsOf(identifier)))
      .catch(absent);
  },

  ref: (identifier) => partsOf(identifier).StatementId,
});

function partsOf(identifier: string) {
  const [FunctionName = "", StatementId = ""] = identifier.split("|");
  return { FunctionName, StatementId };
}

/** By the condition keys under which Lambda writes them down. */
const BY_KEY = {
  "AWS:SourceAccount": "SourceAccount",
  "AWS:SourceArn": "SourceArn",
  "aws:PrincipalOrgID": "PrincipalOrgID",
  "lambda:EventSourceToken": "EventSourceToken",
  "lambda:FunctionUrlAuthType": "FunctionUrlAuthType",
} as const;

function shown(statement: ShownStatement): Properties {
  const conditions = Object.assign(
    {},
    ...Object.values(statement.Condition ?? {}),
  ) as Record<string, string>;
  const viaUrl = conditions["lambda:InvokedViaFunctionUrl"];
  return {
    Action: statement.Action,
    Principal: principalIn(statement),
    ...Object.fromEntries(
      Object.entries(BY_KEY).flatMap(([key, name]) =>
        conditions[key] === undefined ? [] : [[name, conditions[key]]],
      ),
    ),
    ...(viaUrl === undefined
      ? {}
      : { InvokedViaFunctionUrl: viaUrl === "true" }),
  };
}
