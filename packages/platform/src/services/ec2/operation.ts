import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import {
  operation,
  type AuditRule,
  type CommandClass,
  type Need,
  type ServerInput,
  type ServerOutput,
} from "../../core/operation.ts";
import { makeDefaults } from "./default-network.ts";

/**
 * An operation of EC2: `DryRun` ends it once its caller is known to be allowed, members that are not built
 * are refused by name, and the Region has its default network before it looks.
 */
export function ec2Operation<In extends object, Out extends object>(
  Command: CommandClass<In, Out>,
  spec: {
    needs: (
      input: ServerInput<In>,
      ctx: NeedsContext,
    ) => readonly Need[] | Promise<readonly Need[]>;
    /** Members of the input that must be absent (or false, or empty). */
    unbuilt?: readonly (keyof In & string)[];
    audit?: Partial<AuditRule>;
    handle: (
      input: ServerInput<In>,
      ctx: Context,
    ) => Promise<ServerOutput<Out>>;
  },
) {
  const { needs, unbuilt = [], audit = {}, handle } = spec;
  return operation(Command, {
    needs,
    audit,
    async handle(input, ctx) {
      if ((input as { DryRun?: boolean }).DryRun)
        throw fault(
          "DryRunOperation",
          "Request would have succeeded, but DryRun flag is set.",
          412,
        );
      refuseUnbuilt(input, unbuilt);
      await makeDefaults(ctx);
      return handle(input, ctx);
    },
  });
}

function refuseUnbuilt(input: object, members: readonly string[]): void {
  for (const member of members) {
    const value = (input as Record<string, unknown>)[member];
    const isAbsent =
      value === undefined ||
      value === false ||
      value === 0 ||
      (Array.isArray(value) && value.length === 0);
    if (!isAbsent)
      throw fault("NotImplemented", `${member} is not built.`, 501);
  }
}
