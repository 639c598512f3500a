import * as sdk from "@aws-sdk/client-accessanalyzer";
import { declareService, on } from "../../core/service.ts";
import { generate } from "./generation/generate.ts";
import * as operations from "./operations/index.ts";
import { generationStarted } from "./tables.ts";

export const service = declareService({
  name: "access-analyzer",
  sdk,
  operations,
  listeners: [on(generationStarted, generate)],
});
