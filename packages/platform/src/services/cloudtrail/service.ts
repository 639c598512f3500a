import * as sdk from "@aws-sdk/client-cloudtrail";
import { declareService, on } from "../../core/service.ts";
import * as operations from "./operations/index.ts";
import { deliver } from "./trails/delivery.ts";
import { deliveryDue } from "./trails/tables.ts";

export const service = declareService({
  name: "cloudtrail",
  sdk,
  operations,
  resourceTypes: () => import("./resources/index.ts"),
  listeners: [on(deliveryDue, deliver)],
});
