/** A place in a template's text, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a template, in CloudFormation's words. */
export interface Problem {
  readonly message: string;
  readonly position?: Position;
}

/** Thrown inside the library only: its functions answer with problems. */
export class TemplateProblem extends Error {
  override name = "TemplateProblem";
  readonly position: Position | undefined;

  constructor(message: string, position?: Position) {
    super(message);
    this.position = position;
  }
}

/** Either a value or what is wrong. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

/** Does something that may meet a problem. */
export function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    const { message, position } = error;
    return {
      ok: false,
      problem: { message, ...(position ? { position } : {}) },
    };
  }
}
