import { GetObjectCommand } from "@aws-sdk/client-s3";
import { boundedBody } from "../../../core/bounded-body.ts";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { invalid } from "../faults.ts";

/** Where a request has its template. */
export interface PackSource {
  readonly TemplateBody?: string | undefined;
  readonly TemplateS3Uri?: string | undefined;
  readonly TemplateSSMDocumentDetails?: object | undefined;
}

const LARGEST = 300 * 1024;

/** The text of a pack's template. @throws Fault InvalidParameterValueException */
export async function packText(
  { TemplateBody, TemplateS3Uri, TemplateSSMDocumentDetails }: PackSource,
  ctx: Context,
): Promise<string> {
  if (TemplateSSMDocumentDetails)
    throw invalid(
      "TemplateSSMDocumentDetails: documents of Systems Manager are not served here.",
    );
  if (TemplateBody !== undefined) return TemplateBody;
  if (TemplateS3Uri === undefined)
    throw invalid("One of TemplateBody or TemplateS3Uri is required.");
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(TemplateS3Uri) ?? [];
  if (Bucket === undefined || Key === undefined)
    throw invalid(`The TemplateS3Uri ${TemplateS3Uri} is not valid.`);
  try {
    const { Body } = await ctx.send(new GetObjectCommand({ Bucket, Key }), {
      as: "caller",
    });
    const bytes = await boundedBody(Body, LARGEST, () =>
      invalid(`A template has at most ${LARGEST} bytes.`),
    );
    return bytes.toString("utf8");
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    throw invalid(`The template at ${TemplateS3Uri}: ${error.message}`);
  }
}
