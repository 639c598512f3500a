import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { operation } from "../../../core/operation.ts";
import {
  onParameter,
  parameterOf,
  selectedVersion,
  shownParameter,
} from "../parameter.ts";

export const GetParameter = operation(GetParameterCommand, {
  needs: async ({ Name }, ctx) => [
    await onParameter("GetParameter", Name, ctx),
  ],

  async handle({ Name }, ctx) {
    const found = await parameterOf(Name, ctx);
    const version = await selectedVersion(found, ctx);
    return { Parameter: shownParameter(version, found.place, found.selector) };
  },
});
