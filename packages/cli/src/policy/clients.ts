import { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { IAMClient } from "@aws-sdk/client-iam";
import { UsageError } from "../command.ts";

/** The clients that the policy commands ask with. */
export interface Clients {
  readonly analyzer: AccessAnalyzerClient;
  readonly iam: IAMClient;
  readonly trail: CloudTrailClient;
}

/** Clients of whoever the environment names, as the AWS CLI reads it. @throws UsageError where it names nobody */
export function clientsOfEnvironment(
  environment: NodeJS.ProcessEnv = process.env,
): Clients {
  const endpoint = environment["AWS_ENDPOINT_URL"];
  const accessKeyId = environment["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = environment["AWS_SECRET_ACCESS_KEY"];
  const sessionToken = environment["AWS_SESSION_TOKEN"];
  if (!endpoint || !accessKeyId || !secretAccessKey)
    throw new UsageError(
      'The environment names no platform and no credentials. Run eval "$(gatehouse env)", or set AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  const config = {
    endpoint,
    region:
      environment["AWS_REGION"] ??
      environment["AWS_DEFAULT_REGION"] ??
      "us-east-1",
    credentials: {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken ? { sessionToken } : {}),
    },
  };
  return {
    analyzer: new AccessAnalyzerClient(config),
    iam: new IAMClient(config),
    trail: new CloudTrailClient(config),
  };
}

/** Runs a command with clients; what the platform refuses is told in its words. @returns the exit code */
export async function withClients(
  run: (clients: Clients) => Promise<number>,
): Promise<number> {
  const clients = clientsOfEnvironment();
  try {
    return await run(clients);
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error)) throw error;
    if (!("$metadata" in error) && !("code" in error)) throw error;
    process.stderr.write(
      `gatehouse policy: ${error.name}: ${error.message || "the platform does not answer"}\n`,
    );
    return 2;
  } finally {
    for (const client of Object.values(clients) as { destroy(): void }[])
      client.destroy();
  }
}
