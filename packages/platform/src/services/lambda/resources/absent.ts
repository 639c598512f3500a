import { absentAs } from "../../../core/resource-absence.ts";

/** Answers undefined for what is not there. */
export const absent = absentAs("ResourceNotFoundException");

/** Answers undefined also for what the caller may not see, where the rest is enough. */
export const unseen = absentAs(
  "ResourceNotFoundException",
  "AccessDeniedException",
);
