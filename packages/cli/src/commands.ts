import type { Command } from "./command.ts";
import { env } from "./commands/env.ts";
import { serve } from "./commands/serve.ts";

/** Every command, in the order in which help shows them. */
export const commands: readonly Command[] = [serve, env];
