/** How long an endpoint may take to answer (SNS guide, "HTTP/HTTPS endpoints"): 15 seconds. */
const LONGEST_MS = 15_000;

/** An endpoint's answer that says no; `retryable` tells whether asking again may help. */
export class EndpointRefused extends Error {
  readonly retryable: boolean;

  constructor(message: string, retryable: boolean) {
    super(message);
    this.name = "EndpointRefused";
    this.retryable = retryable;
  }
}

/**
 * Posts a document. Any 4xx answer but 429 is the endpoint's last word; all else may be tried again.
 * @throws EndpointRefused
 */
export async function post(
  endpoint: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<void> {
  const answer = await fetch(endpoint, {
    method: "POST",
    redirect: "manual",
    signal: AbortSignal.timeout(LONGEST_MS),
    headers: {
      "content-type": "text/plain; charset=UTF-8",
      "user-agent": "Amazon Simple Notification Service Agent",
      ...headers,
    },
    body,
  }).catch((error: unknown) => {
    throw new EndpointRefused((error as Error).message, true);
  });
  await answer.body?.cancel();
  const { status } = answer;
  if (answer.ok) return;
  throw new EndpointRefused(
    `The endpoint answered ${status}.`,
    status < 400 || status >= 500 || status === 429,
  );
}
