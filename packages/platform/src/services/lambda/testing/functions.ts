import {
  CreateFunctionCommand,
  InvokeCommand,
  type CreateFunctionRequest,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { writeZip } from "@gatehouse/signing";
import type { Clients } from "../../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  trustingService,
} from "../../../../testing/principals.ts";

/** What a role must allow for its function to have a log. */
const LOGGING = allowing([
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
]);

/** A handler that answers its event. */
export const ECHO = "export const handler = async (event) => event;";

/** A package with one `index.mjs`, or with the given files. */
export function packageOf(
  files: string | Readonly<Record<string, string>>,
): Uint8Array {
  const named = typeof files === "string" ? { "index.mjs": files } : files;
  return writeZip(
    Object.entries(named).map(([name, body]) => ({ name, body })),
  );
}

/** Makes a role that Lambda may assume, and answers its ARN. */
export function executionRole(
  by: Clients,
  name = "lambda-role",
  policy?: string,
) {
  return makeRole(by, name, trustingService("lambda.amazonaws.com"), policy);
}

/** A request for a small function of the Node runtime. */
export function nodeFunction(
  FunctionName: string,
  Role: string,
  ZipFile: Uint8Array = packageOf(ECHO),
): CreateFunctionRequest & { FunctionName: string } {
  return {
    FunctionName,
    Role,
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Code: { ZipFile },
  };
}

/** Makes a small function with a role of its own, and answers its configuration. */
export async function makeFunction(
  clients: Clients,
  name: string,
  source: string = ECHO,
  more: Partial<CreateFunctionRequest> = {},
) {
  const role = await executionRole(clients, `${name}-role`, LOGGING);
  return clients.lambda.send(
    new CreateFunctionCommand({
      ...nodeFunction(name, role, packageOf(source)),
      ...more,
    }),
  );
}

/** Calls a function and reads its answer as JSON. */
export async function call(
  lambda: LambdaClient,
  FunctionName: string,
  event: unknown = {},
  more: { Qualifier?: string; LogType?: "Tail"; ClientContext?: string } = {},
) {
  const { Payload, ...rest } = await lambda.send(
    new InvokeCommand({
      FunctionName,
      Payload: JSON.stringify(event),
      ...more,
    }),
  );
  const answer: unknown = JSON.parse(Payload?.transformToString() ?? "null");
  return { ...rest, answer };
}
