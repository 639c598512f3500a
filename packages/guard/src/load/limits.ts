/** A document that cannot be read, with the place of the trouble as an offset. */
export class LoadFailure extends Error {
  readonly at: number | undefined;
  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}

/** How large a document may be: CloudFormation's own limit for a template is 1 MB. */
export const LIMITS = {
  /** Characters of text. */
  text: 8 * 1024 * 1024,
  /** Levels of lists and maps. */
  depth: 200,
  /** Values, after aliases. */
  values: 1_000_000,
} as const;

/** Holds a loader to the bounds. */
export class Meter {
  #values = 0;
  #depth = 0;

  value(at: number): void {
    if (++this.#values > LIMITS.values)
      throw new LoadFailure(
        `The document holds more than ${LIMITS.values.toLocaleString("en")} values`,
        at,
      );
  }

  enter(at: number): void {
    if (++this.#depth > LIMITS.depth)
      throw new LoadFailure(
        `The document is nested more than ${LIMITS.depth} levels deep`,
        at,
      );
  }

  leave(): void {
    this.#depth -= 1;
  }
}
