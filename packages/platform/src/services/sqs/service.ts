import * as sdk from "@aws-sdk/client-sqs";
import { declareService } from "../../core/service.ts";
import { move } from "./move-tasks.ts";
import * as operations from "./operations/index.ts";
import { resourcePolicy } from "./policy.ts";
import { deleteRemoved, sweep } from "./removal.ts";

export const service = declareService({
  name: "sqs",
  sdk,
  operations,
  resourcePolicy,
  resourceTypes: () => import("./resources/index.ts"),
  listeners: [deleteRemoved, sweep, move],
  addressed: "QueueUrl",
  // The code of the query protocol, which clients are told over JSON as well.
  denialCode: "AccessDenied",
});
