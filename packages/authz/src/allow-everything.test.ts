import assert from "node:assert/strict";
import { test } from "node:test";
import { allowEverything } from "./allow-everything.ts";
import type { CompiledPolicy } from "./compile/policy.ts";
import { decide } from "./decide/decide.ts";
import { contextOf } from "./request.ts";

void test("whoever has it may do everything, and nobody else", () => {
  const decided = (...identity: CompiledPolicy[]) =>
    decide(
      {
        principal: {
          type: "user",
          arn: "arn:aws:iam::111122223333:user/ada",
          accountId: "111122223333",
          principalId: "AIDAEXAMPLE",
        },
        action: "s3:GetObject",
        resource: "arn:aws:s3:::shelf/book",
        context: contextOf({}),
      },
      { identity },
    ).allowed;
  assert.equal(decided(allowEverything({ kind: "identity" })), true);
  assert.equal(decided(), false);
});
