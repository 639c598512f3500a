import type { Tag } from "@aws-sdk/client-sts";
import type { Caller, Session } from "../../core/caller.ts";
import { fault } from "../../core/errors.ts";

/** What of a session's tags go on into the next role: those that were declared transitive. */
export function inheritedTags({ session }: Caller): Record<string, string> {
  const transitive = new Set(session?.transitiveTags?.map(fold));
  return Object.fromEntries(
    Object.entries(session?.tags ?? {}).filter(([key]) =>
      transitive.has(fold(key)),
    ),
  );
}

/** The tags of a new session: the given ones and those inherited from the calling session. @throws Fault InvalidParameterValue */
export function sessionTags(
  caller: Caller,
  given: readonly Tag[] = [],
  transitiveKeys: readonly string[] = [],
): Pick<Session, "tags" | "transitiveTags"> {
  const inherited = inheritedTags(caller);
  check(given, transitiveKeys, Object.keys(inherited));
  const tags = Object.fromEntries([
    ...given.map(({ Key = "", Value = "" }) => [Key, Value] as const),
    ...Object.entries(inherited),
  ]);
  if (Object.keys(tags).length === 0) return {};
  const transitiveTags = [...transitiveKeys, ...Object.keys(inherited)];
  return { tags, transitiveTags };
}

function check(
  given: readonly Tag[],
  transitiveKeys: readonly string[],
  inheritedKeys: readonly string[],
): void {
  const keys = new Set(given.map(({ Key = "" }) => fold(Key)));
  if (keys.size < given.length)
    throw invalid(
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    );
  if ([...keys].some((key) => key.startsWith("aws:")))
    throw invalid("Tag keys must not begin with aws:.");
  if (transitiveKeys.some((key) => !keys.has(fold(key))))
    throw invalid(
      "The specified transitive tag key must be included in the requested tags.",
    );
  if (inheritedKeys.some((key) => keys.has(fold(key))))
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
}

const invalid = (message: string) =>
  fault("InvalidParameterValue", message, 400);

const fold = (key: string): string => key.toLowerCase();
