import { ListTypeRegistrationsCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { namedType } from "../registry/known-type.ts";
import { pageOf } from "../registry/pages.ts";
import { dashed, registrations } from "../registry/tables.ts";

/** The latest first. */
export const ListTypeRegistrations = operation(ListTypeRegistrationsCommand, {
  needs: () => [allow("cloudformation:ListTypeRegistrations", "*")],

  async handle(input, ctx) {
    const { Type, TypeName, TypeArn, RegistrationStatusFilter } = input;
    const name =
      TypeArn !== undefined || TypeName !== undefined
        ? namedType({ Arn: TypeArn, Type: Type ?? "HOOK", TypeName }).dashedName
        : undefined;
    const { rows } = await ctx
      .table(registrations)
      .list({ index: "byType", reverse: true });
    const wanted = rows.filter(
      ({ typeName, status }) =>
        (Type === undefined || Type === "HOOK") &&
        (name === undefined || dashed(typeName) === name) &&
        status === (RegistrationStatusFilter ?? "IN_PROGRESS"),
    );
    const { items, NextToken } = pageOf(wanted, input);
    return {
      RegistrationTokenList: items.map(({ token }) => token),
      ...(NextToken === undefined ? {} : { NextToken }),
    };
  },
});
