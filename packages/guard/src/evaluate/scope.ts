import type { Operand, QueryPart } from "../syntax/tree.ts";
import { keyValue, type GuardValue } from "../value.ts";
import {
  EvaluationFailure,
  isUnresolved,
  type Found,
  type Run,
} from "./run.ts";

/** What clauses see: a value to start queries from, and variables. */
export interface Scope {
  readonly root: GuardValue;
  query(parts: readonly QueryPart[]): Found[];
  resolve(variable: string): readonly Found[];
  /** Keeps a key that a filter selected; all captures live in the file's scope. */
  capture(
    variable: string,
    map: GuardValue,
    key: string,
    child: GuardValue,
  ): void;
}

/** The scope of a file or a block: assignments are resolved when first asked for, and kept. */
export class BlockScope implements Scope {
  readonly root: GuardValue;
  readonly #run: Run;
  readonly #assignments: ReadonlyMap<string, Operand>;
  readonly #parent: Scope | undefined;
  #resolved: Map<string, Found[]> | undefined;
  #resolving: Set<string> | undefined;

  constructor(
    run: Run,
    root: GuardValue,
    assignments: ReadonlyMap<string, Operand>,
    parent?: Scope,
  ) {
    this.#run = run;
    this.root = root;
    this.#assignments = assignments;
    this.#parent = parent;
  }

  query(parts: readonly QueryPart[]): Found[] {
    return this.#run.query(parts, this.root, this);
  }

  resolve(variable: string): readonly Found[] {
    const operand = this.#assignments.get(variable);
    if (operand?.operand === "value") return [operand.value];
    const before = this.#resolved?.get(variable);
    if (before) return before;
    if (operand) return this.#assign(variable, operand);
    if (this.#parent) return this.#parent.resolve(variable);
    throw new EvaluationFailure(
      "UnknownVariable",
      `There is no variable %${variable} here`,
    );
  }

  capture(
    variable: string,
    map: GuardValue,
    key: string,
    child: GuardValue,
  ): void {
    if (this.#parent) {
      this.#parent.capture(variable, map, key, child);
      return;
    }
    this.#resolved ??= new Map();
    const before = this.#resolved.get(variable);
    const found = keyValue(map, key, child);
    if (before) before.push(found);
    else this.#resolved.set(variable, [found]);
  }

  #assign(variable: string, operand: Operand): Found[] {
    this.#resolving ??= new Set();
    if (this.#resolving.has(variable))
      throw new EvaluationFailure(
        "RecursiveRules",
        `The variable %${variable} is assigned from itself`,
      );
    this.#resolving.add(variable);
    const found = this.#run.operand(operand, this);
    const kept =
      operand.operand === "query" && !operand.query.all
        ? found.filter((each) => !isUnresolved(each) && !each.plain)
        : [...found];
    this.#resolving.delete(variable);
    this.#resolved ??= new Map();
    this.#resolved.set(variable, kept);
    return kept;
  }
}

/** The scope of one value: queries start there, variables are its parent's. */
export class ValueScope implements Scope {
  readonly root: GuardValue;
  readonly #run: Run;
  readonly #parent: Scope;

  constructor(run: Run, root: GuardValue, parent: Scope) {
    this.#run = run;
    this.root = root;
    this.#parent = parent;
  }

  query(parts: readonly QueryPart[]): Found[] {
    return this.#run.query(parts, this.root, this.#parent);
  }

  resolve(variable: string): readonly Found[] {
    return this.#parent.resolve(variable);
  }

  capture(
    variable: string,
    map: GuardValue,
    key: string,
    child: GuardValue,
  ): void {
    this.#parent.capture(variable, map, key, child);
  }
}

/** The scope of a parameterized rule's body: its parameters, then what its caller sees. */
export class CallScope implements Scope {
  readonly #parameters: ReadonlyMap<string, readonly Found[]>;
  readonly #caller: Scope;

  constructor(
    parameters: ReadonlyMap<string, readonly Found[]>,
    caller: Scope,
  ) {
    this.#parameters = parameters;
    this.#caller = caller;
  }

  get root(): GuardValue {
    return this.#caller.root;
  }

  query(parts: readonly QueryPart[]): Found[] {
    return this.#caller.query(parts);
  }

  resolve(variable: string): readonly Found[] {
    return this.#parameters.get(variable) ?? this.#caller.resolve(variable);
  }

  capture(
    variable: string,
    map: GuardValue,
    key: string,
    child: GuardValue,
  ): void {
    this.#caller.capture(variable, map, key, child);
  }
}
