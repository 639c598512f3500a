import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { grantedDownload } from "../core/download.ts";
import type { Platform } from "./platform.ts";

/** Hands out the content that a signed address grants (see core/download.ts). */
export async function download(
  { facts, clock, blobs }: Platform,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "", "http://localhost");
  const ref = grantedDownload(url, facts.secret, clock.now());
  if (!ref || !(await blobs.has(ref))) {
    response.writeHead(403, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ message: "The address is not valid or has expired." }),
    );
    return;
  }
  response.writeHead(200, {
    "content-type": "application/zip",
    "content-length": ref.size,
  });
  await pipeline(blobs.read(ref), response).catch(() => response.destroy());
}
