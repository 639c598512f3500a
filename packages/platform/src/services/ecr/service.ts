import * as sdk from "@aws-sdk/client-ecr";
import { declareService } from "../../core/service.ts";
import * as operations from "./operations/index.ts";
import { repositoryPolicy } from "./repository-policy.ts";

export const service = declareService({
  name: "ecr",
  sdk,
  operations,
  resourcePolicy: repositoryPolicy,
  resourceTypes: () => import("./resources/index.ts"),
});
