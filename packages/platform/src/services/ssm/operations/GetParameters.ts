import { GetParametersCommand, type Parameter } from "@aws-sdk/client-ssm";
import { operation } from "../../../core/operation.ts";
import {
  findParameter,
  onParameter,
  selectedVersion,
  shownParameter,
  unlessFound,
} from "../parameter.ts";
import { invalid } from "../refusal.ts";

export const GetParameters = operation(GetParametersCommand, {
  needs: ({ Names }, ctx) =>
    Promise.all(Names.map((name) => onParameter("GetParameters", name, ctx))),

  async handle({ Names }, ctx) {
    if (new Set(Names).size < Names.length)
      throw invalid("Duplicate parameters are not allowed in a request.");
    const Parameters: Parameter[] = [];
    const InvalidParameters: string[] = [];
    for (const name of Names) {
      const found = await findParameter(name, ctx);
      const version =
        found && (await selectedVersion(found, ctx).catch(unlessFound));
      if (found && version)
        Parameters.push(shownParameter(version, found.place, found.selector));
      else InvalidParameters.push(name);
    }
    return { Parameters, InvalidParameters };
  },
});
