import { schemasIn } from "../../../core/resource-schemas.ts";

export const schemaOf = schemasIn(
  new URL("./schemas.generated.json", import.meta.url),
);
