import { GetResourceRequestStatusCommand } from "@aws-sdk/client-cloudcontrol";
import { operation } from "../../../core/operation.ts";
import { needing } from "../needs.ts";
import { progressOf, requestOf } from "../progress.ts";

export const GetResourceRequestStatus = operation(
  GetResourceRequestStatusCommand,
  {
    needs: () => needing("GetResourceRequestStatus"),

    async handle({ RequestToken }, ctx) {
      return { ProgressEvent: progressOf(await requestOf(RequestToken, ctx)) };
    },
  },
);
