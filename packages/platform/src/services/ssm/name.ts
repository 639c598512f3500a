import { HierarchyLevelLimitExceededException } from "@aws-sdk/client-ssm";
import { parseArn } from "../../core/arn.ts";
import type { Place } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { invalid } from "./refusal.ts";
import { parameterArn } from "./tables.ts";

const LEVELS_AT_MOST = 15;

/** The longest ARN of a parameter. */
const LONGEST_ARN = 1011;

const FORM =
  "If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_";

/** A parameter as requests name it: by name or ARN, perhaps with a version or a label behind a colon. */
export interface Reference {
  readonly place: Place;
  /** Names that it may mean: an ARN leaves out the slash that a path begins with. */
  readonly names: readonly string[];
  readonly selector: string | undefined;
}

/** Takes a reference apart. @param here where a plain name belongs */
export function readReference(text: string, here: Place): Reference {
  const parsed = text.startsWith("arn:") ? parseArn(text) : undefined;
  const [name = "", ...selectors] = (parsed?.resource ?? text).split(":");
  const selector = selectors.length > 0 ? selectors.join(":") : undefined;
  if (!parsed) return { place: here, names: [name], selector };
  const { accountId, region } = parsed;
  const path = name.replace(/^parameter/, "");
  const names = path.lastIndexOf("/") > 0 ? [path] : [path.slice(1), path];
  return { place: { accountId, region }, names, selector };
}

/** Holds the name of a new parameter to the rules. @throws Fault ValidationException, AccessDeniedException, HierarchyLevelLimitExceeded */
export function checkName(name: string, place: Place): void {
  const bare = name.replace(/^\//, "");
  if (/^aws/i.test(bare) && name.lastIndexOf("/") > 0)
    throw fault(
      "AccessDeniedException",
      `No access to reserved parameter name: ${name}.`,
      400,
    );
  if (/^aws/i.test(bare))
    throw invalid(
      `Parameter name: can't be prefixed with "aws" (case-insensitive).`,
    );
  if (
    /^ssm/i.test(bare) ||
    !/^\/?[\w.-]+(\/[\w.-]+)*$/.test(name) ||
    name.startsWith("//")
  )
    throw invalid(
      `Parameter name: can't be prefixed with "ssm" (case-insensitive). ${FORM}`,
    );
  if (!name.startsWith("/") && name.includes("/"))
    throw invalid("Parameter name must be a fully qualified name.");
  if (bare.split("/").length > LEVELS_AT_MOST)
    throw fault(
      HierarchyLevelLimitExceededException,
      `A hierarchy can have a maximum of ${LEVELS_AT_MOST} levels.`,
    );
  if (parameterArn(place, name).length > LONGEST_ARN)
    throw invalid(
      `The maximum length of a parameter name is ${LONGEST_ARN} characters, including the full length of the ARN.`,
    );
}

/** Holds a path that parameters are looked for under to the rules. @throws Fault ValidationException */
export function checkPath(path: string): void {
  if (!/^\/([\w.-]+(\/[\w.-]+)*\/?)?$/.test(path) || /^\/(aws|ssm)/i.test(path))
    throw invalid(
      `The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can't be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.`,
    );
}

/** Whether a name stands below a path: right below it, or at any depth. */
export function isBelow(
  name: string,
  path: string,
  recursive: boolean,
): boolean {
  const whole = name.startsWith("/") ? name : `/${name}`;
  const above = path.endsWith("/") ? path : `${path}/`;
  return (
    whole.startsWith(above) &&
    (recursive || !whole.slice(above.length).includes("/"))
  );
}
