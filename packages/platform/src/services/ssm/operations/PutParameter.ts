import {
  ParameterAlreadyExists,
  PutParameterCommand,
} from "@aws-sdk/client-ssm";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { checkName, readReference } from "../name.ts";
import { findParameter, onParameter } from "../parameter.ts";
import { countParameter, newVersion, roomForOneMore } from "../put.ts";
import { invalid } from "../refusal.ts";
import { parameters, versions } from "../tables.ts";
import { tagged } from "../tags.ts";

export const PutParameter = operation(PutParameterCommand, {
  needs: async ({ Name, Overwrite = false, Policies, Tags }, ctx) => {
    const tags = requestTagKeys(Tags);
    const keys = {
      "ssm:Overwrite": String(Overwrite),
      ...(Policies === undefined ? {} : { "ssm:Policies": Policies }),
      ...tags,
    };
    return [
      await onParameter("PutParameter", Name, ctx, keys),
      ...(Tags?.length
        ? [await onParameter("AddTagsToResource", Name, ctx, tags)]
        : []),
    ];
  },

  async handle(request, ctx) {
    const { Overwrite = false, Tags = [] } = request;
    const found = await findParameter(request.Name, ctx);
    const before = found?.parameter;
    const { names } = readReference(request.Name, ctx);
    const Name = before?.name ?? names.at(-1) ?? "";
    checkName(request.Name.startsWith("arn:") ? Name : request.Name, ctx);
    if (Overwrite && Tags.length > 0)
      throw invalid(
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
      );
    if (before && !Overwrite)
      throw fault(
        ParameterAlreadyExists,
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      );
    const made = newVersion({ ...request, Name }, before, ctx);
    const oldest = before ? await roomForOneMore(before, ctx) : made.version;
    await countParameter(made.tier ?? "", before?.tier, ctx);
    await ctx.table(versions).put(made);
    await ctx.table(parameters).put({
      ...made,
      oldest,
      labels: before?.labels ?? {},
      tags: before?.tags ?? tagged({}, Tags),
    });
    return { Version: made.version, Tier: made.tier };
  },
});
