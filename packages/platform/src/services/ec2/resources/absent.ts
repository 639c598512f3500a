import { absentAs } from "../../../core/resource-absence.ts";
import type { Kind } from "../kind.ts";

/** Answers undefined for a resource of a kind that is not there. */
export const absent = ({ notFound }: Pick<Kind<never>, "notFound">) =>
  absentAs(notFound.code);

/** The same of what has its id from being brought together with something else. */
export const absentAssociation = absentAs("InvalidAssociationID.NotFound");
