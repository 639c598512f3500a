import * as sdk from "@aws-sdk/client-organizations";
import { on, declareService } from "../../core/service.ts";
import { createAccount } from "./create-account.ts";
import * as operations from "./operations/index.ts";
import { accountAsked } from "./tables.ts";

export const service = declareService({
  name: "organizations",
  sdk,
  operations,
  // Its resources belong to the management account, but a member's own policies say what the member may ask of them.
  resourcePolicy: (_resource, _action, { caller }) =>
    Promise.resolve({
      document: undefined,
      kind: "resource",
      accountId: caller.accountId,
    }),
  listeners: [on(accountAsked, createAccount)],
});
