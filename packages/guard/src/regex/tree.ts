/** A regular expression, taken apart. Sets of characters are written as JavaScript's `v` flag has them. */
export type RegexNode =
  | { readonly node: "empty" }
  | {
      readonly node: "set";
      /** `[a-z]`, in JavaScript's notation. */
      readonly set: string;
      readonly ignoreCase: boolean;
      /** The character, where it is a single one. */
      readonly character: string | undefined;
    }
  | {
      readonly node: "assert";
      readonly assertion:
        | "textStart"
        | "textEnd"
        | "lineStart"
        | "lineEnd"
        | "wordBoundary"
        | "noWordBoundary"
        | "wordStart"
        | "wordEnd";
    }
  | { readonly node: "sequence"; readonly items: readonly RegexNode[] }
  | { readonly node: "choice"; readonly items: readonly RegexNode[] }
  | {
      readonly node: "group";
      readonly index: number;
      readonly item: RegexNode;
    }
  | {
      readonly node: "repeat";
      readonly item: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    }
  | {
      readonly node: "look";
      readonly behind: boolean;
      readonly not: boolean;
      readonly item: RegexNode;
    }
  | {
      readonly node: "backreference";
      readonly index: number;
      readonly ignoreCase: boolean;
    }
  | { readonly node: "atomic"; readonly item: RegexNode }
  | {
      readonly node: "conditional";
      readonly index: number;
      readonly yes: RegexNode;
      readonly no: RegexNode;
    };

export interface ParsedRegex {
  readonly root: RegexNode;
  /** How many groups capture. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

/** A pattern that cannot be read, and where. */
export class RegexFailure extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}
