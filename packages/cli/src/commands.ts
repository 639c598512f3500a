import type { Command } from "./command.ts";
import { auditOnly } from "./commands/audit-only.ts";
import { check } from "./commands/check.ts";
import { env } from "./commands/env.ts";
import { explain } from "./commands/explain.ts";
import { policy } from "./commands/policy.ts";
import { serve } from "./commands/serve.ts";
import { sign } from "./commands/sign.ts";
import { verify } from "./commands/verify.ts";

/** Every command, in the order in which help shows them. */
export const commands: readonly Command[] = [
  serve,
  env,
  sign,
  verify,
  explain,
  auditOnly,
  policy,
  check,
];
