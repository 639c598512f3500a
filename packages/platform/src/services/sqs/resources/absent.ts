import { absentAs } from "../../../core/resource-absence.ts";

/** Answers undefined for a queue that is not there. */
export const absent = absentAs("QueueDoesNotExist", "InvalidAddress");
