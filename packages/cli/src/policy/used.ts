import { setTimeout } from "node:timers/promises";
import {
  GetGeneratedPolicyCommand,
  StartPolicyGenerationCommand,
  type GetGeneratedPolicyResponse,
} from "@aws-sdk/client-accessanalyzer";
import type { Clients } from "./clients.ts";

/** One permission that a principal used. */
export interface UsedPermission {
  readonly action: string;
  /** An ARN or `*`; one that ends in `*` stands for many. */
  readonly resource: string;
}

/** What a principal used, and the policies that allow just that. */
export interface Usage {
  readonly policies: readonly unknown[];
  readonly used: readonly UsedPermission[];
}

const EVERY = 50;

/** Lets Access Analyzer write the policy of what a user or role did. */
export async function usageOf(
  principalArn: string,
  { analyzer }: Clients,
): Promise<Usage> {
  const { jobId } = await analyzer.send(
    new StartPolicyGenerationCommand({
      policyGenerationDetails: { principalArn },
    }),
  );
  const job = await finished(jobId, analyzer);
  const policies = (job.generatedPolicyResult?.generatedPolicies ?? []).map(
    ({ policy = "" }) => JSON.parse(policy) as GeneratedDocument,
  );
  return { policies, used: policies.flatMap(permissionsIn) };
}

async function finished(
  jobId: string | undefined,
  analyzer: Clients["analyzer"],
): Promise<GetGeneratedPolicyResponse> {
  for (;;) {
    const job = await analyzer.send(new GetGeneratedPolicyCommand({ jobId }));
    const { status, jobError } = job.jobDetails ?? {};
    if (status === "SUCCEEDED") return job;
    if (status !== "IN_PROGRESS")
      throw Object.assign(new Error(jobError?.message ?? "It was canceled."), {
        name: "PolicyGenerationFailed",
        code: jobError?.code ?? status,
      });
    await setTimeout(EVERY);
  }
}

interface GeneratedDocument {
  readonly Statement: readonly {
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
  }[];
}

const permissionsIn = ({ Statement }: GeneratedDocument): UsedPermission[] =>
  Statement.flatMap(({ Action, Resource }) =>
    Action.flatMap((action) =>
      Resource.map((resource) => ({ action, resource })),
    ),
  );
