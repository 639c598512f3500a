import {
  documentOf,
  evaluate,
  loadDocument,
  parseRules,
  plainValue,
  stringifyCfnGuardJson,
  toCfnGuardJson,
  type FileReport,
  type GuardDocument,
  type RuleFile,
  type RuleReport,
} from "@gatehouse/guard";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { RoleCaller } from "../../../../core/caller.ts";
import type { Context } from "../../../../core/context.ts";
import { Fault } from "../../../../core/errors.ts";
import { broken, type Annotation, type HookAnswer } from "../answer.ts";
import type { HookCall } from "../request.ts";
import {
  HookTrouble,
  locationOf,
  readObject,
  type ObjectLocation,
} from "../stored-object.ts";
import { guardInput } from "./guard-input.ts";
import { LARGEST_RULES, ruleFiles } from "./rule-files.ts";

interface GuardProperties {
  readonly ruleLocation: string | ObjectLocation;
  readonly logBucket?: string;
  readonly options?: {
    readonly inputParams?:
      string | ObjectLocation | readonly (string | ObjectLocation)[];
  };
}

/** Asks a Guard hook: its rules are fetched each time, with its role's rights. */
export async function askGuard(
  call: HookCall,
  as: RoleCaller,
  ctx: Context,
): Promise<HookAnswer> {
  const properties = call.hook.configuration
    .properties as unknown as GuardProperties;
  const rules = await rulesAt(locationOf(properties.ruleLocation), as, ctx);
  const inputParameters = await parametersOf(properties, as, ctx);
  const document = guardInput(call, ctx.accountId);
  const reports = rules.map((file) =>
    evaluate(file, document, {
      now: ctx.now(),
      ...(inputParameters ? { inputParameters } : {}),
    }),
  );
  const report = await writtenReport(
    call,
    properties.logBucket,
    reports,
    as,
    ctx,
  );
  return answerOf(reports, report);
}

async function rulesAt(
  location: ObjectLocation,
  as: RoleCaller,
  ctx: Context,
): Promise<readonly RuleFile[]> {
  const content = await readObject(location, LARGEST_RULES, as, ctx);
  const files = await ruleFiles(location.uri, content);
  return files.map(({ name, text }) => {
    const parsed = parseRules(text, { file: name });
    if (parsed.ok) return parsed.rules;
    const [{ line, column, message } = { message: "" } as never] =
      parsed.errors;
    throw new HookTrouble(
      `The rules in ${name} cannot be parsed: line ${line}, column ${column}: ${message}`,
    );
  });
}

/** The parameters of all files together; of the same name the later file's counts. */
async function parametersOf(
  { options }: GuardProperties,
  as: RoleCaller,
  ctx: Context,
): Promise<GuardDocument | undefined> {
  const given = options?.inputParams;
  if (given === undefined) return undefined;
  const locations = (Array.isArray(given) ? given : [given]) as readonly (
    string | ObjectLocation
  )[];
  const texts: GuardDocument[] = [];
  for (const each of locations) {
    const location = locationOf(each);
    const content = await readObject(location, LARGEST_RULES, as, ctx);
    const loaded = loadDocument(content, { file: location.uri });
    if (!loaded.ok)
      throw new HookTrouble(
        `${location.uri} cannot be read: ${loaded.errors[0]?.message}`,
      );
    texts.push(loaded.document);
  }
  return texts.length === 1 ? texts[0] : mergedParameters(texts);
}

function mergedParameters(documents: readonly GuardDocument[]): GuardDocument {
  const all = documents.map(({ root }) => plainValue(root) as object);
  return documentOf(Object.assign({}, ...all), { file: "inputParams" });
}

/** Where the whole report was written, if it was to be; a bucket that does not take it does not change the verdict. */
async function writtenReport(
  { target }: HookCall,
  Bucket: string | undefined,
  reports: readonly FileReport[],
  as: RoleCaller,
  ctx: Context,
): Promise<string | undefined> {
  if (Bucket === undefined) return undefined;
  const { typeName, logicalId } = target;
  const folder = `${typeName.replaceAll("::", "--")}-${logicalId}`;
  const Key = `cfn-guard-validate-report/${folder}/${ctx.now()}.json`;
  const Body = Buffer.from(stringifyCfnGuardJson(toCfnGuardJson(reports)));
  try {
    await ctx.send(
      new PutObjectCommand({ Bucket, Key, Body, ContentLength: Body.length }),
      { as },
    );
    return `Full output was written to s3://${Bucket}/${Key}`;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return `Full output could not be written to s3://${Bucket}/${Key}: ${error.message}`;
  }
}

function answerOf(
  reports: readonly FileReport[],
  report: string | undefined,
): HookAnswer {
  const rules = reports.flatMap((each) => each.rules);
  const undecided = rules.find(({ status }) => status === "ERROR");
  if (undecided)
    return broken(
      `The rule ${undecided.name} could not be evaluated: ${undecided.error?.message}`,
    );
  const failed = rules.filter(({ status }) => status === "FAIL");
  const told = report === undefined ? "" : ` ${report}`;
  const names = [...new Set(failed.map(({ name }) => name))].join(", ");
  const common = { annotations: rules.map(annotationOf), delaySeconds: 0 };
  return failed.length === 0
    ? { status: "SUCCESS", message: `Successful validation.${told}`, ...common }
    : {
        status: "FAILED",
        errorCode: "NonCompliant",
        message: `Template failed validation, the following rule(s) failed: ${names}.${told}`,
        ...common,
      };
}

const STATUSES = {
  PASS: "PASSED",
  FAIL: "FAILED",
  SKIP: "SKIPPED",
  ERROR: "FAILED",
} as const;

function annotationOf({
  name,
  status,
  clauses,
  messages,
}: RuleReport): Annotation {
  const said = messages.join("\n");
  const why = clauses
    .map(({ path, reason }) => `${path}: ${reason}`)
    .join("\n");
  return {
    name,
    status: STATUSES[status],
    ...(why === "" ? {} : { statusMessage: why.slice(0, 4096) }),
    ...(said === "" ? {} : { remediationMessage: said.slice(0, 4096) }),
  };
}
