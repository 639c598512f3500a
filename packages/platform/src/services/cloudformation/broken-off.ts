import { Fault } from "../../core/errors.ts";

/** A wait that came to no end because the stack's operation is to stop. */
export class BrokenOff extends Error {
  /** What is there, where it can be worked on again at once; undefined where it has to settle first. */
  readonly identifier: string | undefined;

  constructor(identifier?: string) {
    super("A stack's operation was stopped during a wait.");
    this.identifier = identifier;
  }
}

/** What was made before its creation failed: it is named, so that it can be taken away. */
export class MadeInVain extends Fault {
  readonly identifier: string;

  constructor(identifier: string, { name, message, status }: Fault) {
    super(name, message, status);
    this.identifier = identifier;
  }
}

/** Tells of a wait that is broken off that its resource can be worked on again at once. */
export function leaving(identifier: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof BrokenOff ? new BrokenOff(identifier) : error;
  };
}
