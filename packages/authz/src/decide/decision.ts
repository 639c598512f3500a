import type { StatementRef } from "../compile/statement.ts";

/** The kinds of policy that can decide a request. */
export type Layer =
  "identity" | "resource" | "trust" | "boundary" | "session" | "scp" | "rcp";

/** The answer, with the layer it came from and the statement, where one statement made it. */
export type Decision =
  | {
      readonly allowed: true;
      readonly reason: "allowed";
      readonly layer: Layer;
      readonly statement?: StatementRef;
    }
  | {
      readonly allowed: false;
      readonly reason: "explicit-deny";
      readonly layer: Layer;
      readonly statement: StatementRef;
    }
  | {
      readonly allowed: false;
      /** `engine-error`: the request or a policy could not be evaluated, which denies. */
      readonly reason: "implicit-deny" | "engine-error";
      readonly layer: Layer;
      readonly statement?: undefined;
    };
