import { writeZip } from "@gatehouse/signing";

/** Values for the members of requests, by name: they name what the world has, so that needs tell all they can. */
export type Named = Readonly<Record<string, unknown>>;

/** What everything in the world is tagged with. */
export const TAGS = [{ Key: "team", Value: "gate" }];

/** An account to which nothing in the world belongs. */
export const OTHER_ACCOUNT = "111122223333";

/** A package with one function. */
export const PACKAGE = writeZip([
  { name: "index.mjs", body: "export const handler = () => 1;" },
]);
