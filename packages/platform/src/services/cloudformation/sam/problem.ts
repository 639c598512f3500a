/** Thrown inside the transform only, which answers with all that it met. */
export class SamProblem extends Error {
  override name = "SamProblem";
}

export const invalidResource = (id: string, why: string): SamProblem =>
  new SamProblem(`Resource with id [${id}] is invalid. ${why}`);

export const invalidTemplate = (why: string): SamProblem =>
  new SamProblem(`Structure of the SAM template is invalid. ${why}`);

/** An event's problem is its function's. */
export const invalidEvent = (
  functionId: string,
  eventId: string,
  why: string,
): SamProblem =>
  invalidResource(functionId, `Event with id [${eventId}] is invalid. ${why}`);

/** Options as the transform's messages list them. */
export const listed = (options: readonly string[]): string =>
  `[${options.map((one) => `'${one}'`).join(", ")}]`;
