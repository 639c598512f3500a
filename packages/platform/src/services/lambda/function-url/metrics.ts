import type { HostedTarget } from "../../../core/hosted.ts";
import type { PlatformFacts } from "../../../core/context.ts";

/** What CloudWatch learns of a request to a function URL (Lambda guide, "Monitoring function URLs"). */
export function measureUrl(
  at: HostedTarget,
  { functionName, qualifier }: { functionName: string; qualifier: string },
  { status, milliseconds }: { status: number; milliseconds: number },
  { telemetry }: PlatformFacts,
  now: number,
): void {
  const whole = { FunctionName: functionName };
  const all =
    qualifier === ""
      ? [whole]
      : [whole, { ...whole, Resource: `${functionName}:${qualifier}` }];
  const values = [
    ["UrlRequestCount", 1, "Count"],
    ["Url4xxCount", status >= 400 && status < 500 ? 1 : 0, "Count"],
    ["Url5xxCount", status >= 500 ? 1 : 0, "Count"],
    ["UrlRequestLatency", milliseconds, "Milliseconds"],
  ] as const;
  telemetry.measure(
    at,
    all.flatMap((dimensions) =>
      values.map(([name, value, unit]) => ({
        namespace: "AWS/Lambda",
        name,
        value,
        unit,
        dimensions,
        at: now,
      })),
    ),
  );
}
