import { locatedPath } from "../located-path.ts";
import { describeQuery } from "../syntax/describe.ts";
import type { QueryPart } from "../syntax/tree.ts";
import {
  kindName,
  pathOf,
  plain,
  type GuardValue,
  type ValueOf,
} from "../value.ts";
import { filterKeys } from "./key-filter.ts";
import { spelledOtherwise } from "./key-spellings.ts";
import {
  EvaluationFailure,
  isUnresolved,
  type Found,
  type Run,
  type Unresolved,
} from "./run.ts";
import { ValueScope, type Scope } from "./scope.ts";

/** Follows a query from a value, as cfn-guard 3.1.1 does. */
export function followQuery(
  run: Run,
  parts: readonly QueryPart[],
  from: GuardValue,
  scope: Scope,
): Found[] {
  const walk = new Walk(run, parts);
  walk.from(0, from, scope, undefined);
  return walk.found;
}

class Walk {
  readonly found: Found[] = [];
  readonly #run: Run;
  readonly #parts: readonly QueryPart[];

  constructor(run: Run, parts: readonly QueryPart[]) {
    this.#run = run;
    this.#parts = parts;
  }

  /** @param spelling the way of spelling keys that hit once stays for the rest of the path */
  from(
    index: number,
    current: GuardValue,
    scope: Scope,
    spelling: number | undefined,
  ): void {
    this.#run.step();
    const part = this.#parts[index];
    if (!part) {
      this.found.push(current);
      return;
    }
    switch (part.part) {
      case "this":
        this.from(index + 1, current, scope, spelling);
        return;
      case "key":
        if (part.variable !== undefined && index === 0)
          this.#fromVariable(part.variable, scope, spelling);
        else this.#key(part, index, current, scope, spelling);
        return;
      case "index":
        this.#index(part.index, index, index, current, scope, spelling);
        return;
      case "indices":
      case "values":
        this.#all(part, index, current, scope, spelling);
        return;
      case "filter":
        this.#filter(part, index, current, scope, spelling);
        return;
      case "keys":
        if (current.kind !== "map")
          this.#lost(
            current,
            index,
            () =>
              `Map Filter for keys was not a struct ${kindName(current)} ${locatedPath(current)}`,
          );
        else
          for (const each of filterKeys(this.#run, part, current, scope))
            if (isUnresolved(each)) this.found.push(each);
            else this.from(index + 1, each, scope, spelling);
        return;
      default:
        part satisfies never;
    }
  }

  #fromVariable(
    variable: string,
    scope: Scope,
    spelling: number | undefined,
  ): void {
    const next = this.#parts[1]?.part === "indices" ? 2 : 1;
    const last = next >= this.#parts.length;
    for (const each of scope.resolve(variable).slice())
      if (last || isUnresolved(each)) this.found.push(each);
      else {
        const value = plain(each);
        const own = new ValueScope(this.#run, value, scope);
        this.from(next, value, own, spelling);
      }
  }

  #key(
    part: Extract<QueryPart, { part: "key" }>,
    index: number,
    current: GuardValue,
    scope: Scope,
    spelling: number | undefined,
  ): void {
    if (part.index !== undefined)
      this.#index(part.index, index, 0, current, scope, spelling);
    else if (current.kind !== "map")
      this.#lost(
        current,
        index,
        () =>
          `Attempting to retrieve from key ${part.key} but type is not an struct type at path ${locatedPath(current)}, Type = ${kindName(current)}`,
      );
    else if (part.variable !== undefined)
      this.#interpolated(part.variable, index, current, scope, spelling);
    else {
      const exact = current.value.get(part.key);
      if (exact) this.from(index + 1, exact, scope, spelling);
      else this.#spelledKey(part.key, index, current, scope, spelling);
    }
  }

  /** A key that is not there is tried in other spellings: camelCase, snake_case and so on. */
  #spelledKey(
    key: string,
    index: number,
    current: ValueOf<"map">,
    scope: Scope,
    spelling: number | undefined,
  ): void {
    const spellings = spelledOtherwise(key);
    const tried =
      spelling === undefined ? spellings.keys() : [spelling].values();
    for (const each of tried) {
      const value = current.value.get(spellings[each] ?? key);
      if (value) {
        this.from(index + 1, value, scope, each);
        return;
      }
    }
    this.#lost(
      current,
      index,
      () =>
        `Could not find key ${key} inside struct at path ${locatedPath(current)}`,
    );
  }

  /** `Resources.%names`: the variable holds the keys. */
  #interpolated(
    variable: string,
    index: number,
    current: ValueOf<"map">,
    scope: Scope,
    spelling: number | undefined,
  ): void {
    let keys = scope.resolve(variable);
    const next = this.#parts[index + 1];
    if (next?.part === "index") {
      const chosen = keys[Math.abs(next.index)];
      if (!chosen) {
        const count = keys.length;
        this.#lost(
          current,
          index,
          () =>
            `Index ${next.index} on the set of values returned for variable ${variable} on the join, is out of bounds. Length ${count}`,
        );
        return;
      }
      keys = [chosen];
    } else if (next && next.part !== "indices" && next.part !== "key")
      throw new EvaluationFailure(
        "UnsupportedQuery",
        `In ${describeQuery(this.#parts)}, %${variable} stands for keys: only a key, an index or [*] can follow it`,
      );
    for (const each of keys.slice()) {
      if (isUnresolved(each)) {
        this.#lost(
          current,
          index,
          () =>
            `Keys returned for variable ${variable} could not completely resolve. Path traversed until ${locatedPath(each.reached)}${each.reason()}`,
        );
        continue;
      }
      for (const key of each.kind === "list" ? each.value : [each])
        this.#lookUp(key, variable, index, current, scope, spelling);
    }
  }

  #lookUp(
    key: GuardValue,
    variable: string,
    index: number,
    current: ValueOf<"map">,
    scope: Scope,
    spelling: number | undefined,
  ): void {
    if (key.kind !== "string")
      throw new EvaluationFailure(
        "IncompatibleTypes",
        `In ${describeQuery(this.#parts)}, %${variable} stands for keys, but holds a value of type ${kindName(key)}`,
      );
    const value = current.value.get(key.value);
    if (value) this.from(index + 1, value, scope, spelling);
    else
      this.#lost(
        current,
        index,
        () =>
          `Could not locate key = ${key.value} inside struct at path = ${locatedPath(key)}`,
      );
  }

  /** cfn-guard takes a negative index for its amount. */
  #index(
    wanted: number,
    index: number,
    lostFrom: number,
    current: GuardValue,
    scope: Scope,
    spelling: number | undefined,
  ): void {
    if (current.kind !== "list") {
      this.#lost(
        current,
        lostFrom,
        () =>
          `Attempting to retrieve from index ${wanted} but type is not an array at path ${locatedPath(current)}, type ${kindName(current)}`,
      );
      return;
    }
    const value = current.value[Math.abs(wanted)];
    if (value) this.from(index + 1, value, scope, spelling);
    else
      this.#lost(
        current,
        0,
        () =>
          `Array Index out of bounds for path = ${locatedPath(current)} on index = ${wanted}`,
      );
  }

  #all(
    part: Extract<QueryPart, { part: "indices" | "values" }>,
    index: number,
    current: GuardValue,
    scope: Scope,
    spelling: number | undefined,
  ): void {
    if (current.kind === "list") {
      if (current.value.length === 0) this.#noEntries(current, index);
      for (const each of current.value)
        this.from(index + 1, each, scope, spelling);
    } else if (
      current.kind === "map" &&
      (part.part === "values" || part.capture !== undefined)
    ) {
      if (current.value.size === 0) this.#noEntries(current, index);
      for (const [key, each] of current.value) {
        const own = new ValueScope(this.#run, each, scope);
        if (part.capture !== undefined)
          own.capture(part.capture, current, key, each);
        this.from(index + 1, each, own, spelling);
      }
    }
    // Where a list may stand, a single value often does.
    else this.from(index + 1, current, scope, spelling);
  }

  #filter(
    part: Extract<QueryPart, { part: "filter" }>,
    index: number,
    current: GuardValue,
    scope: Scope,
    spelling: number | undefined,
  ): void {
    const before = this.#parts[index - 1]?.part;
    if (current.kind === "list")
      for (const each of current.value) {
        const own = new ValueScope(this.#run, each, scope);
        if (this.#selects(part, own))
          this.from(index + 1, each, scope, spelling);
      }
    else if (current.kind === "map") {
      if (before === "values" || before === "indices") {
        if (this.#selects(part, scope))
          this.from(index + 1, current, scope, spelling);
      } else if (before === "key")
        this.#filterMembers(part, index, current, scope, spelling);
      else
        throw new EvaluationFailure(
          "UnsupportedQuery",
          `In ${describeQuery(this.#parts)}, a filter stands behind an index, this or another filter, where it can select from lists only; at ${pathOf(current) || "/"} there is a struct`,
        );
    } else if (before === "indices") {
      // Here cfn-guard evaluates without a record of the filter's own.
      const own = new ValueScope(this.#run, current, scope);
      if (this.#run.clauses(part.clauses, own) === "PASS")
        this.from(index + 1, current, scope, spelling);
    } else
      this.#lost(
        current,
        index,
        () =>
          `Filter on value type that was not a struct or array ${kindName(current)} ${locatedPath(current)}`,
      );
  }

  #filterMembers(
    part: Extract<QueryPart, { part: "filter" }>,
    index: number,
    current: ValueOf<"map">,
    scope: Scope,
    spelling: number | undefined,
  ): void {
    for (const [key, each] of current.value) {
      const own = new ValueScope(this.#run, each, scope);
      if (!this.#selects(part, own)) continue;
      if (part.capture !== undefined)
        own.capture(part.capture, current, key, each);
      this.from(index + 1, each, own, spelling);
    }
  }

  #selects(
    part: Extract<QueryPart, { part: "filter" }>,
    scope: Scope,
  ): boolean {
    const { recorder } = this.#run;
    recorder?.start();
    const status = this.#run.clauses(part.clauses, scope);
    recorder?.end({ entry: "filter", status });
    return status === "PASS";
  }

  #noEntries(current: GuardValue, index: number): void {
    this.#lost(
      current,
      index,
      () =>
        `No more entries for value at path = ${locatedPath(current)} on type = ${kindName(current)} `,
    );
  }

  #lost(reached: GuardValue, index: number, reason: () => string): void {
    const lost: Unresolved = {
      unresolved: true,
      reached,
      remaining: this.#parts.slice(index),
      reason,
    };
    this.found.push(lost);
  }
}
