import * as sdk from "@aws-sdk/client-cloudwatch-logs";
import { declareService } from "../../core/service.ts";
import { deliverSubscribed } from "./derived/subscriptions.ts";
import * as operations from "./operations/index.ts";
import { keepLogged } from "./platform-logs.ts";
import { deleteRemoved, sweepExpired } from "./removal.ts";

export const service = declareService({
  name: "logs",
  sdk,
  operations,
  resourceTypes: () => import("./resources/index.ts"),
  listeners: [keepLogged, deliverSubscribed, deleteRemoved, sweepExpired],
});
