import { InvalidParameterValueException } from "@aws-sdk/client-lambda";
import { writeZip, type EntryToWrite } from "@gatehouse/signing";
import { fault } from "../../../core/errors.ts";
import { RESPONSE_MODULES } from "./response-modules.ts";

/** CloudFormation's quota for source that stands in a template, in bytes. */
const LARGEST = 4_194_304;

/**
 * The package that is made of source in a template: one file named `index`, and beside it the module that answers for
 * custom resources, where the source asks for it (CloudFormation user guide, "cfn-response module").
 * @throws Fault InvalidParameterValueException
 */
export function inlinePackage(
  source: string,
  runtime: string | undefined,
): Uint8Array {
  const form = RESPONSE_MODULES.find(({ runtimes }) =>
    runtimes.test(runtime ?? ""),
  );
  if (!form)
    throw fault(
      InvalidParameterValueException,
      `ZipFile can only be used when Runtime is set to either of nodejs or python, not ${runtime ?? "none"}.`,
    );
  if (Buffer.byteLength(source) > LARGEST)
    throw fault(
      InvalidParameterValueException,
      `Source in a template must be smaller than ${LARGEST} bytes.`,
    );
  const entries: EntryToWrite[] = [{ name: form.file, body: source }];
  if (form.used.test(source))
    entries.push({ name: form.module, body: form.body });
  return writeZip(entries);
}
