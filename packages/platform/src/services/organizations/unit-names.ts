import { DuplicateOrganizationalUnitException } from "@aws-sdk/client-organizations";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { organizationNodes } from "../../core/identity/organization.ts";

/** Units below the same parent have different names. @throws Fault DuplicateOrganizationalUnitException */
export async function checkUnitName(
  name: string,
  parentId: string,
  ctx: Context,
): Promise<void> {
  const { rows } = await ctx.table(organizationNodes).list({
    index: "byParent",
    prefix: [parentId, "ORGANIZATIONAL_UNIT"],
  });
  if (rows.some((unit) => unit.name === name))
    throw fault(
      DuplicateOrganizationalUnitException,
      "An OU with the same name already exists.",
    );
}
