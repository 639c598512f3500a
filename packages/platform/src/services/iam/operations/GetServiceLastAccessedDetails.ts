import {
  GetServiceLastAccessedDetailsCommand,
  type ServiceLastAccessed,
  type TrackedActionLastAccessed,
} from "@aws-sdk/client-iam";
import { allow, operation } from "../../../core/operation.ts";
import {
  jobOf,
  latest,
  type LastAccessedJob,
  type ServiceUse,
} from "../last-accessed/jobs.ts";
import { pageOfItems } from "../marker.ts";
import { wholeSeconds } from "../whole-seconds.ts";

export const GetServiceLastAccessedDetails = operation(
  GetServiceLastAccessedDetailsCommand,
  {
    needs: () => [allow("iam:GetServiceLastAccessedDetails", "*")],

    async handle({ JobId, ...paging }, ctx) {
      const job = await jobOf(JobId, ctx);
      const { items, ends } = pageOfItems(
        job.services,
        ({ namespace }) => namespace,
        paging,
      );
      return {
        JobStatus: "COMPLETED" as const,
        JobType: job.granularity,
        JobCreationDate: wholeSeconds(job.createdAt),
        JobCompletionDate: wholeSeconds(job.createdAt),
        ServicesLastAccessed: items.map((service) => shown(service, job)),
        ...ends,
      };
    },
  },
);

function shown(service: ServiceUse, job: LastAccessedJob): ServiceLastAccessed {
  const { name, namespace, by, actions } = service;
  const last = latest(by);
  return {
    ServiceName: name,
    ServiceNamespace: namespace,
    TotalAuthenticatedEntities: Object.keys(by).length,
    ...(last && {
      LastAuthenticated: wholeSeconds(last.at),
      LastAuthenticatedEntity: arnOf(last.id, job),
      LastAuthenticatedRegion: last.region,
    }),
    ...(actions && { TrackedActionsLastAccessed: tracked(actions, job) }),
  };
}

function tracked(
  actions: NonNullable<ServiceUse["actions"]>,
  job: LastAccessedJob,
): TrackedActionLastAccessed[] {
  return Object.entries(actions).map(([ActionName, last]) => ({
    ActionName,
    ...(last && {
      LastAccessedEntity: arnOf(last.id, job),
      LastAccessedTime: wholeSeconds(last.at),
      LastAccessedRegion: last.region,
    }),
  }));
}

const arnOf = (id: string, { subjects }: LastAccessedJob): string | undefined =>
  subjects.find((subject) => subject.id === id)?.arn;
