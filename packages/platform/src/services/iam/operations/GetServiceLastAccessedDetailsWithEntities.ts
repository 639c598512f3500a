import {
  GetServiceLastAccessedDetailsWithEntitiesCommand,
  NoSuchEntityException,
  type PolicyOwnerEntityType,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { jobOf } from "../last-accessed/jobs.ts";
import { pageOfItems } from "../marker.ts";
import { wholeSeconds } from "../whole-seconds.ts";

/** Who could have used a service by the report's policy or group, and when each last did. */
export const GetServiceLastAccessedDetailsWithEntities = operation(
  GetServiceLastAccessedDetailsWithEntitiesCommand,
  {
    needs: () => [allow("iam:GetServiceLastAccessedDetailsWithEntities", "*")],

    async handle({ JobId, ServiceNamespace, ...paging }, ctx) {
      const job = await jobOf(JobId, ctx);
      const service = job.services.find(
        ({ namespace }) => namespace === ServiceNamespace,
      );
      if (!service)
        throw fault(
          NoSuchEntityException,
          `The service ${ServiceNamespace} is not in the report of job ${JobId}.`,
        );
      const { items, ends } = pageOfItems(
        job.subjects,
        ({ arn }) => arn,
        paging,
      );
      return {
        JobStatus: "COMPLETED" as const,
        JobCreationDate: wholeSeconds(job.createdAt),
        JobCompletionDate: wholeSeconds(job.createdAt),
        EntityDetailsList: items.map(({ arn, name, kind, id, path }) => {
          const use = service.by[id];
          return {
            EntityInfo: {
              Arn: arn,
              Name: name,
              Type: kind.toUpperCase() as PolicyOwnerEntityType,
              Id: id,
              Path: path,
            },
            ...(use && { LastAuthenticated: wholeSeconds(use.at) }),
          };
        }),
        ...ends,
      };
    },
  },
);
