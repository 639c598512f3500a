import type { UsedPermission } from "../tables.ts";
import { referenceOf, type Reference } from "../validation/reference.ts";

/**
 * Resources as forms to fill in, as AWS generates them: `arn:aws:lambda:${Region}:${Account}:function:${FunctionName}`
 * for an action on functions, and `*` for actions without resources.
 */
export async function withPlaceholders(
  used: readonly UsedPermission[],
): Promise<readonly UsedPermission[]> {
  const reference = await referenceOf(
    used.map(({ action }) => serviceOf(action)),
  );
  const actions = new Set(used.map(({ action }) => action));
  return [...actions].flatMap((action) =>
    formsOf(action, reference).map((resource) => ({ action, resource })),
  );
}

function formsOf(action: string, { services }: Reference): readonly string[] {
  const service = services.get(serviceOf(action));
  const name = action.slice(action.indexOf(":") + 1).toLowerCase();
  const types = service?.actions.get(name)?.resourceTypes ?? [];
  const forms = types.flatMap(
    (type) => service?.resources.get(type.toLowerCase()) ?? [],
  );
  return forms.length > 0
    ? forms.map((form) => form.replace("${Partition}", "aws"))
    : ["*"];
}

const serviceOf = (action: string): string =>
  action.slice(0, action.indexOf(":")).toLowerCase();
