import { randomUUID } from "node:crypto";
import { RegisterTypeCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { passToHook } from "../registry/hook-role.ts";
import { refused } from "../registry/known-type.ts";
import { registrationBegun } from "../registry/register.ts";
import { storedPackage } from "../registry/stored-package.ts";
import { registrations, type HookLogging } from "../registry/tables.ts";

/** Takes a hook's package in; it is looked at after the answer. */
export const RegisterType = operation(RegisterTypeCommand, {
  needs: ({ ExecutionRoleArn, LoggingConfig }) => [
    allow("cloudformation:RegisterType", "*"),
    ...passToHook(ExecutionRoleArn),
    ...passToHook(LoggingConfig?.LogRoleArn),
  ],

  async handle(input, ctx) {
    const { Type, TypeName, ClientRequestToken: clientToken } = input;
    if (Type !== "HOOK")
      throw refused(
        `Only types of the kind HOOK can be registered here, not ${Type ?? "RESOURCE"}`,
      );
    if (/^(alexa|amazon|amzn|ask|aws|custom|dev)::/i.test(TypeName))
      throw refused(`The namespace of ${TypeName} is reserved`);
    if (clientToken !== undefined) {
      const { rows } = await ctx
        .table(registrations)
        .list({ index: "byClientToken", prefix: [clientToken], limit: 1 });
      if (rows[0]) return { RegistrationToken: rows[0].token };
    }
    const token = randomUUID();
    await ctx.table(registrations).put({
      token,
      typeName: TypeName,
      status: "IN_PROGRESS",
      description:
        "Deployment is currently in DEPLOY_STAGE of status IN_PROGRESS; ",
      createdAt: ctx.now(),
      package: await storedPackage(input.SchemaHandlerPackage, ctx),
      caller: ctx.caller,
      ...(clientToken === undefined ? {} : { clientToken }),
      ...(input.ExecutionRoleArn === undefined
        ? {}
        : { executionRoleArn: input.ExecutionRoleArn }),
      ...(input.LoggingConfig
        ? { logging: input.LoggingConfig as HookLogging }
        : {}),
    });
    ctx.emit(registrationBegun, { token });
    return { RegistrationToken: token };
  },
});
