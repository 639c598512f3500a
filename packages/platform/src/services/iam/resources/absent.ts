import { absentAs } from "../../../core/resource-absence.ts";

/** Answers undefined for what is not there. */
export const absent = absentAs("NoSuchEntity", "NoSuchEntityException");
