import {
  InvalidParameterValueException,
  PolicyLengthExceededException,
  ResourceConflictException,
  ResourceNotFoundException,
  type AddPermissionRequest,
} from "@aws-sdk/client-lambda";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import {
  boundPrincipal,
  unbindPrincipals,
} from "../../core/identity/principal-ids.ts";
import {
  functionNotFound,
  type FunctionReference,
} from "./function-reference.ts";
import { documentOf } from "./resource-policy.ts";
import {
  aliases,
  functions,
  versions,
  type PolicyStatement,
} from "./tables.ts";

/** Lambda's quota for a resource policy. */
const LARGEST = 20_480;

/** The statement that AddPermission makes of its parameters, as Lambda writes it. */
export function grantedStatement(
  request: Pick<
    AddPermissionRequest,
    | "Action"
    | "EventSourceToken"
    | "FunctionUrlAuthType"
    | "InvokedViaFunctionUrl"
    | "Principal"
    | "PrincipalOrgID"
    | "SourceAccount"
    | "SourceArn"
    | "StatementId"
  >,
  resource: string,
): PolicyStatement {
  checkUrlMembers(request);
  const equals = present({
    "AWS:SourceAccount": request.SourceAccount,
    "aws:PrincipalOrgID": request.PrincipalOrgID,
    "lambda:EventSourceToken": request.EventSourceToken,
    "lambda:FunctionUrlAuthType": request.FunctionUrlAuthType,
  });
  const condition = present({
    StringEquals: equals,
    ArnLike: present({ "AWS:SourceArn": request.SourceArn }),
    Bool: present({
      "lambda:InvokedViaFunctionUrl":
        request.InvokedViaFunctionUrl === undefined
          ? undefined
          : String(request.InvokedViaFunctionUrl),
    }),
  });
  return {
    Sid: request.StatementId ?? "",
    Effect: "Allow",
    Principal: principalOf(request.Principal ?? ""),
    Action: request.Action ?? "",
    Resource: resource,
    ...(condition ? { Condition: condition } : {}),
  };
}

/** @throws Fault InvalidParameterValueException where what concerns function URLs is said of another action */
function checkUrlMembers({
  Action,
  FunctionUrlAuthType,
  InvokedViaFunctionUrl,
}: Pick<
  AddPermissionRequest,
  "Action" | "FunctionUrlAuthType" | "InvokedViaFunctionUrl"
>): void {
  const only = (member: string, action: string) =>
    fault(
      InvalidParameterValueException,
      `${member} is only supported for ${action} action`,
    );
  if (FunctionUrlAuthType && Action !== "lambda:InvokeFunctionUrl")
    throw only("FunctionUrlAuthType", "lambda:InvokeFunctionUrl");
  if (InvokedViaFunctionUrl && Action !== "lambda:InvokeFunction")
    throw only("InvokedViaFunctionUrl", "lambda:InvokeFunction");
}

/**
 * A statement as it is stored: its user or role named by the unique id, so that one that is made again under
 * the same name is not let in. @throws Fault InvalidParameterValueException for a principal that nobody is
 */
export async function storedStatement(
  statement: PolicyStatement,
  ctx: Context,
): Promise<PolicyStatement> {
  const { Principal } = statement;
  if (typeof Principal === "string" || Principal["AWS"] === undefined)
    return statement;
  const AWS = await boundPrincipal(Principal["AWS"], ctx);
  if (AWS === undefined) throw invalidPrincipal();
  return { ...statement, Principal: { AWS } };
}

/** Stored statements as the document that is shown: principals by their ARNs again, ids where nobody has them any more. */
export function shownDocument(
  statements: readonly PolicyStatement[],
  ctx: Pick<Context, "table">,
): Promise<string> {
  return unbindPrincipals(documentOf(statements), ctx);
}

/** Statements with one more. */
export function withStatement(
  statements: readonly PolicyStatement[],
  added: PolicyStatement,
): readonly PolicyStatement[] {
  if (statements.some(({ Sid }) => Sid === added.Sid))
    throw fault(
      ResourceConflictException,
      `The statement id (${added.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  const all = [...statements, added];
  const size = Buffer.byteLength(documentOf(all));
  if (size > LARGEST)
    throw fault(
      PolicyLengthExceededException,
      `The final policy size (${size}) is bigger than the limit (${LARGEST}).`,
    );
  return all;
}

/** Statements without one. */
export function withoutStatement(
  statements: readonly PolicyStatement[] | undefined,
  sid: string,
): readonly PolicyStatement[] {
  const rest = statements?.filter(({ Sid }) => Sid !== sid);
  if (!rest || rest.length === statements?.length)
    throw fault(
      ResourceNotFoundException,
      `Statement ${sid} is not found in resource policy.`,
    );
  return rest;
}

/** The qualifier under which a policy is stored; `$LATEST` can have none. */
export function policyQualifier({ qualifier }: FunctionReference): string {
  if (qualifier === "$LATEST")
    throw fault(
      InvalidParameterValueException,
      "We currently do not support adding policies for $LATEST.",
    );
  return qualifier ?? "";
}

/** @throws Fault ResourceNotFoundException where function, version or alias is missing */
export async function checkPolicyTarget(
  reference: FunctionReference,
  ctx: Context,
): Promise<void> {
  const { functionName, qualifier } = reference;
  const found =
    qualifier === undefined
      ? await ctx.table(functions, reference).get(functionName)
      : /^\d+$/.test(qualifier)
        ? await ctx
            .table(versions, reference)
            .get(functionName, Number(qualifier))
        : await ctx.table(aliases, reference).get(functionName, qualifier);
  if (!found) throw functionNotFound(reference);
}

const SERVICE = /^[a-z0-9.-]+\.(amazonaws|amazon|alexa)\.com(\.cn)?$/;

function principalOf(principal: string): string | Record<string, string> {
  if (principal === "*") return "*";
  if (/^\d{12}$/.test(principal))
    return { AWS: `arn:aws:iam::${principal}:root` };
  if (/^arn:aws[a-z-]*:(iam|sts)::\d{12}:.+$/.test(principal))
    return { AWS: principal };
  if (SERVICE.test(principal)) return { Service: principal };
  throw invalidPrincipal();
}

const invalidPrincipal = () =>
  fault(
    InvalidParameterValueException,
    "The provided principal was invalid. Please check the principal and try again.",
  );

/** The members that have a value, or undefined where none has. */
function present<Value>(
  members: Readonly<Record<string, Value | undefined>>,
): Record<string, Value> | undefined {
  const entries = Object.entries(members).filter(
    (entry): entry is [string, Value] => entry[1] !== undefined,
  );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
