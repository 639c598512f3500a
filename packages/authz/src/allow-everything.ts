import { compile, type CompiledPolicy } from "./compile/policy.ts";
import type { PolicySource } from "./policy.ts";

/** A policy that allows every action on everything. @param source as decisions name it */
export const allowEverything = (source: PolicySource): CompiledPolicy =>
  compile(
    {
      version: "2012-10-17",
      statements: [
        { effect: "Allow", actions: ["*"], resources: ["*"], conditions: [] },
      ],
    },
    source,
  );
