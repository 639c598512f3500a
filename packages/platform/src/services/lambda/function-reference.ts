import {
  InvalidParameterValueException,
  ResourceNotFoundException,
} from "@aws-sdk/client-lambda";
import { arn } from "../../core/arn.ts";
import type { Place } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";

/** A function, or one of its versions or aliases, as a request names it. */
export interface FunctionReference extends Place {
  readonly functionName: string;
  /** `$LATEST`, a number or an alias; undefined where the request names none. */
  readonly qualifier: string | undefined;
  /** Without a qualifier. */
  readonly functionArn: string;
  /** With the qualifier, where there is one. */
  readonly arn: string;
}

/** `name`, `123456789012:function:name` and full ARNs, each with or without `:qualifier`. */
const FORMS =
  /^(?:(?:arn:aws[a-zA-Z-]*:lambda:(?<region>[a-z0-9-]+):)?(?:(?<account>\d{12}):)?function:)?(?<name>[a-zA-Z0-9-_]+)(?::(?<suffix>\$LATEST|[a-zA-Z0-9-_]+))?$/;

/**
 * Reads the forms in which `FunctionName` and `Qualifier` may come (Lambda API reference, "Invoke").
 * @throws Fault InvalidParameterValueException, ResourceNotFoundException for another Region's function
 */
export function functionReference(
  text: string,
  given: string | undefined,
  at: Place,
): FunctionReference {
  const { region, account, name, suffix } = FORMS.exec(text)?.groups ?? {};
  if (name === undefined)
    throw fault(
      InvalidParameterValueException,
      `The function name ${text} is not valid.`,
    );
  if (region !== undefined && region !== at.region)
    throw fault(
      ResourceNotFoundException,
      `Functions from '${region}' are not reachable in this region ('${at.region}')`,
    );
  if (suffix !== undefined && given !== undefined && suffix !== given)
    throw fault(
      InvalidParameterValueException,
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
  return referenceTo(
    { accountId: account ?? at.accountId, region: at.region },
    name,
    suffix ?? given,
  );
}

/** The reference to a function of a place. */
export function referenceTo(
  { accountId, region }: Place,
  functionName: string,
  qualifier?: string,
): FunctionReference {
  const functionArn = arn(
    "lambda",
    { accountId, region },
    `function:${functionName}`,
  );
  return {
    accountId,
    region,
    functionName,
    qualifier,
    functionArn,
    arn: qualifier === undefined ? functionArn : `${functionArn}:${qualifier}`,
  };
}

/** A reference for operations that concern the function as a whole. */
export function wholeFunction(
  text: string,
  operation: string,
  at: Place,
): FunctionReference {
  const reference = functionReference(text, undefined, at);
  if (reference.qualifier !== undefined && reference.qualifier !== "$LATEST")
    throw fault(
      InvalidParameterValueException,
      `${operation} takes a function without a version or alias, not ${reference.qualifier}.`,
    );
  return referenceTo(reference, reference.functionName);
}

/** AWS's words for a function, version or alias that is not there. */
export function functionNotFound(reference: Pick<FunctionReference, "arn">) {
  return fault(
    ResourceNotFoundException,
    `Function not found: ${reference.arn}`,
  );
}
