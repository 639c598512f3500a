import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Cloud } from "../../../../testing/cloud.ts";

/** The lines of a function that hold a text, once everything that is due is done: log lines come with the telemetry. */
export async function logged(
  cloud: Cloud,
  name: string,
  text: string,
): Promise<readonly string[]> {
  await cloud.settled();
  const { events = [] } = await cloud.logs.send(
    new FilterLogEventsCommand({
      logGroupName: `/aws/lambda/${name}`,
      filterPattern: `"${text}"`,
    }),
  );
  return events.map(({ message = "" }) => message);
}
