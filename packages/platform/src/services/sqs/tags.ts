import { invalidParameter } from "./parameter-faults.ts";

const AT_MOST = 50;

/** @throws Fault InvalidParameterValue for AWS's own tags, for tags of the wrong form and for too many */
export function checkedTags(
  tags: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const entries = Object.entries(tags).map(
    ([key, value]) => [key, value ?? ""] as const,
  );
  if (entries.length > AT_MOST)
    throw invalidParameter(
      `Too many tags added for queue. Maximum number of tags is ${AT_MOST}.`,
    );
  for (const [key, value] of entries)
    if (key === "" || key.length > 128 || value.length > 256)
      throw invalidParameter(
        "Tag keys must be between 1 and 128 characters in length, and tag values at most 256.",
      );
    else if (/^aws:/i.test(key))
      throw invalidParameter("Tag keys cannot begin with aws:.");
  return Object.fromEntries(entries);
}
