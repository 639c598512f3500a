import { equal, notEqual } from "node:assert/strict";
import { test } from "node:test";
import { callNames } from "./call-names.ts";

class PutCommand {
  readonly input: object;
  constructor(input: object) {
    this.input = input;
  }
}

test("the same call has the same name when work begins again, whatever is left out before it", () => {
  const first = callNames();
  first(new PutCommand({ name: "gone" }));
  const name = first(new PutCommand({ name: "a", bytes: new Uint8Array([1]) }));
  const again = callNames();
  equal(again(new PutCommand({ name: "a", bytes: new Uint8Array([1]) })), name);
});

test("another input, and the same call a second time, have names of their own", () => {
  const nameOf = callNames();
  const name = nameOf(new PutCommand({ bytes: new Uint8Array([1]) }));
  notEqual(nameOf(new PutCommand({ bytes: new Uint8Array([2]) })), name);
  notEqual(nameOf(new PutCommand({ bytes: new Uint8Array([1]) })), name);
});

test("which revision a caller has seen does not make another call", () => {
  const input = { name: "a" };
  equal(
    callNames()(new PutCommand({ ...input, revisionId: "1" })),
    callNames()(new PutCommand({ ...input, revisionId: "2" })),
  );
});
