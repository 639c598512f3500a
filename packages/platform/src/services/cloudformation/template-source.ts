import { GetObjectCommand } from "@aws-sdk/client-s3";
import { boundedBody } from "../../core/bounded-body.ts";
import type { Context } from "../../core/context.ts";
import { Fault } from "../../core/errors.ts";
import { invalid } from "./stack.ts";
import { templates, type StackRow } from "./tables.ts";

/** Bytes of a template in the request itself (CloudFormation quotas). */
const LARGEST_BODY = 51_200;
const LARGEST = 1_048_576;

/** Where a request has its template. */
export interface TemplateSource {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
}

/** The text of the template that a request means. @throws Fault ValidationError */
export async function templateText(
  { TemplateBody, TemplateURL, UsePreviousTemplate }: TemplateSource,
  ctx: Context,
  stack?: StackRow,
): Promise<string> {
  if (UsePreviousTemplate) return previousText(ctx, stack);
  if (TemplateBody !== undefined && TemplateURL !== undefined)
    throw invalid("Only one of TemplateBody or TemplateUrl may be specified.");
  if (TemplateBody !== undefined) {
    if (Buffer.byteLength(TemplateBody) > LARGEST_BODY)
      throw invalid(
        `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${LARGEST_BODY}`,
      );
    return TemplateBody;
  }
  if (TemplateURL !== undefined) return textAt(TemplateURL, ctx);
  throw invalid("Either Template URL or Template Body must be specified.");
}

async function previousText(
  ctx: Context,
  stack: StackRow | undefined,
): Promise<string> {
  const version = stack?.templateVersion;
  const row =
    stack && version !== undefined
      ? await ctx.table(templates).get(stack.id, version)
      : undefined;
  if (!row) throw invalid("There is no previous template.");
  return row.original;
}

/** An object of S3, read with the caller's rights. */
export async function textAt(url: string, ctx: Context): Promise<string> {
  const object = objectAt(url);
  if (!object)
    throw invalid(
      "TemplateURL must be a supported URL. S3 URLs must be in the form https://s3.<region>.amazonaws.com/<bucket>/<key>",
    );
  try {
    const { Body } = await ctx.send(new GetObjectCommand(object), {
      as: "caller",
    });
    const bytes = await boundedBody(Body, LARGEST, () =>
      invalid(`Template may not exceed ${LARGEST} bytes in size.`),
    );
    return bytes.toString("utf8");
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw invalid(`S3 error: ${error.message}`);
  }
}

/** Bucket and key in an address of S3, by path or by host; other hosts stand for the platform's own, by path. */
function objectAt(
  text: string,
): { Bucket: string; Key: string; VersionId?: string } | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const path = decodeURIComponent(url.pathname.slice(1));
  const versionId = url.searchParams.get("versionId");
  const version = versionId === null ? {} : { VersionId: versionId };
  const hosted = /^(.+)\.s3[.-]([\w-]+\.)?amazonaws\.com$/.exec(url.hostname);
  if (hosted?.[1]) return { Bucket: hosted[1], Key: path, ...version };
  const slash = path.indexOf("/");
  return slash > 0
    ? { Bucket: path.slice(0, slash), Key: path.slice(slash + 1), ...version }
    : undefined;
}
