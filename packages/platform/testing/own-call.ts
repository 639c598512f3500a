import { signatureHeaders } from "@gatehouse/wire";
import { REGION, type Keys } from "./cloud.ts";

/** Calls one of the platform's own signed routes, and answers status and parsed body. */
export async function ownCall<Answer = Record<string, unknown>>(
  url: string,
  keys: Keys,
  [method, path]: readonly ["GET" | "POST" | "PUT", string],
  input?: object,
): Promise<{ status: number; headers: Headers; body: Answer }> {
  const body = input ? JSON.stringify(input) : "";
  const { host } = new URL(url);
  const { host: _, ...headers } = signatureHeaders(
    { method, path, host, body },
    { ...keys, region: REGION, service: "gatehouse" },
    new Date(),
  );
  const response = await fetch(url + path, {
    method,
    headers,
    ...(input ? { body } : {}),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer,
  };
}
