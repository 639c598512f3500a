import * as sdk from "@aws-sdk/client-ec2";
import { declareService } from "../../core/service.ts";
import * as operations from "./operations/index.ts";

export const service = declareService({
  name: "ec2",
  sdk,
  operations,
  denialCode: "UnauthorizedOperation",
  resourceTypes: () => import("./resources/index.ts"),
});
