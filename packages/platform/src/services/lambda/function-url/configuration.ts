import {
  InvalidParameterValueException,
  type Cors,
  type FunctionUrlConfig,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import { referenceTo, type FunctionReference } from "../function-reference.ts";
import type { FunctionUrlRow } from "./tables.ts";

/** A function URL as the API answers it. */
export function configurationOf(
  row: FunctionUrlRow,
  { accountId, region }: Pick<FunctionReference, "accountId" | "region">,
  url: string,
): FunctionUrlConfig {
  const { functionName, qualifier, authType, invokeMode, cors } = row;
  return {
    FunctionUrl: url,
    FunctionArn: referenceTo(
      { accountId, region },
      functionName,
      qualifier === "" ? undefined : qualifier,
    ).arn,
    AuthType: authType,
    InvokeMode: invokeMode,
    ...(cors ? { Cors: cors } : {}),
    CreationTime: urlTime(row.createdAt),
    LastModifiedTime: urlTime(row.modifiedAt),
  };
}

/** As `2026-11-22T10:00:00.123456789Z`: these operations answer nanoseconds. */
function urlTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "000000Z");
}

const METHODS: ReadonlySet<string> = new Set([
  "*",
  "GET",
  "PUT",
  "HEAD",
  "POST",
  "PATCH",
  "DELETE",
]);

/**
 * A CORS configuration as it is kept; an empty one is none.
 * @throws Fault InvalidParameterValueException
 */
export function checkedCors(cors: Cors | undefined): Cors | undefined {
  const given = Object.entries(cors ?? {}).filter(
    ([, value]) => value !== undefined,
  );
  if (!cors || given.length === 0) return undefined;
  const method = cors.AllowMethods?.find((name) => !METHODS.has(name));
  if (method !== undefined)
    throw fault(
      InvalidParameterValueException,
      `${method} is not a method that Cors AllowMethods takes: [${[...METHODS].join(", ")}]`,
    );
  return cors;
}
