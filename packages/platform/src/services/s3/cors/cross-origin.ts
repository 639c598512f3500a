import { s3Address, type RequestHead } from "@gatehouse/wire";
import type { NeedsContext } from "../../../core/context.ts";
import type { CrossOrigin } from "../../../core/cross-origin.ts";
import { fault, type Fault } from "../../../core/errors.ts";
import { noSuchBucket } from "../faults.ts";
import { buckets } from "../tables.ts";
import { allowance, allowing } from "./rules.ts";

/** Buckets answer browsers by their CORS rules (S3 user guide, "How does Amazon S3 evaluate the CORS configuration on a bucket?"). */
export const crossOrigin: CrossOrigin = {
  async preflight(head, ctx) {
    const { origin, "access-control-request-method": method } = head.headers;
    if (origin === undefined)
      throw badRequest(
        "Insufficient information. Origin request header needed.",
      );
    if (method === undefined || !METHODS.has(method))
      throw badRequest(
        `Invalid Access-Control-Request-Method: ${method ?? "null"}`,
      );
    const { name, rules } = await rulesOf(head, ctx);
    if (rules === "no bucket") throw noSuchBucket(name);
    if (!rules)
      throw forbidden("CORS is not enabled for this bucket.", head, method);
    const asked = { origin, method, headers: requestedHeaders(head) };
    const rule = allowing(rules, asked);
    if (!rule)
      throw forbidden(
        "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
        head,
        method,
      );
    return allowance(rule, asked);
  },

  async headers(head, ctx) {
    const { origin = "" } = head.headers;
    const { rules } = await rulesOf(head, ctx);
    if (!rules || rules === "no bucket") return {};
    const asked = {
      origin,
      method: head.method,
      headers: requestedHeaders(head),
    };
    const rule = allowing(rules, asked);
    return rule ? allowance(rule, asked) : {};
  },
};

const METHODS: ReadonlySet<string> = new Set([
  "GET",
  "PUT",
  "POST",
  "DELETE",
  "HEAD",
]);

async function rulesOf(head: RequestHead, ctx: NeedsContext) {
  const { bucket: name } = s3Address(head);
  const bucket = await ctx.table(buckets).get(name);
  return { name, rules: bucket ? bucket.cors : ("no bucket" as const) };
}

const requestedHeaders = ({ headers }: RequestHead): readonly string[] =>
  (headers["access-control-request-headers"] ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");

const badRequest = (message: string): Fault =>
  fault("BadRequest", message, 400);

function forbidden(why: string, head: RequestHead, method: string): Fault {
  return fault("AccessForbidden", `CORSResponse: ${why}`, 403, {
    Method: method,
    ResourceType: s3Address(head).key === "" ? "BUCKET" : "OBJECT",
  });
}
