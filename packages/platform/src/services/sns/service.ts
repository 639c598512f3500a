import * as sdk from "@aws-sdk/client-sns";
import { declareService, on } from "../../core/service.ts";
import { askEndpoint } from "./delivery/confirm.ts";
import { drain, fanOut, notify } from "./delivery/fan-out.ts";
import * as operations from "./operations/index.ts";
import { endPending } from "./pending.ts";
import { forgetDuplicate } from "./publish.ts";
import {
  confirmationDue,
  confirmationEnded,
  deduplicationEnded,
  fifoDue,
  notificationDue,
  published,
} from "./tables.ts";
import { topicPolicy } from "./topic-policy.ts";

export const service = declareService({
  name: "sns",
  sdk,
  operations,
  resourcePolicy: topicPolicy,
  denialCode: "AuthorizationError",
  resourceTypes: () => import("./resources/index.ts"),
  listeners: [
    on(published, fanOut),
    on(notificationDue, notify),
    on(confirmationDue, askEndpoint),
    on(confirmationEnded, endPending),
    on(fifoDue, drain),
    on(deduplicationEnded, forgetDuplicate),
  ],
});
