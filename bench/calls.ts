import { load, percentile, type RawRequest } from "./load.ts";
import {
  bareServer,
  platformServer,
  type ServerProcess,
} from "./server/processes.ts";
import { signedRequest } from "./sign-request.ts";

const REQUESTS = 20_000;
const CONNECTIONS = 16;

async function cpuPerCall(
  server: ServerProcess,
  request: RawRequest,
): Promise<{ micros: number; perSecond: number; p50: number }> {
  await load(server.url, () => request, {
    requests: REQUESTS / 4,
    connections: CONNECTIONS,
  });
  const before = await server.cpu();
  const run = await load(server.url, () => request, {
    requests: REQUESTS,
    connections: CONNECTIONS,
  });
  const after = await server.cpu();
  return {
    micros: ((after - before) / REQUESTS) * 1e6,
    perSecond: REQUESTS / run.seconds,
    p50: percentile(run, 0.5),
  };
}

await using bare = await bareServer();
await using platform = await platformServer();
const identity = signedRequest(
  {
    url: platform.url,
    service: "sts",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  },
  platform.keys,
);
const floor = await cpuPerCall(
  bare,
  Buffer.from(
    `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 43\r\n\r\n${"x".repeat(43)}`,
  ),
);
const calls = await cpuPerCall(platform, identity);
console.log({ floor, calls, ratio: calls.micros / floor.micros });
