import type {
  Cors,
  FunctionUrlAuthType,
  InvokeMode,
} from "@aws-sdk/client-lambda";
import type { Place } from "../../../core/context.ts";
import { table } from "../../../core/table.ts";

/** The URL of a function or of one of its aliases. Times are milliseconds since the epoch. */
export interface FunctionUrlRow {
  readonly functionName: string;
  /** An alias; empty for the function itself. */
  readonly qualifier: string;
  /** 32 lower-case letters and digits: the first label of the URL's host. */
  readonly urlId: string;
  readonly authType: FunctionUrlAuthType;
  readonly invokeMode: InvokeMode;
  readonly cors?: Cors;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** Whose URL an id is: ids are unique in the whole installation, as host names are. */
export interface UrlIdRow extends Place {
  readonly urlId: string;
  readonly functionName: string;
  readonly qualifier: string;
}

export const functionUrls = table<FunctionUrlRow>()({
  name: "lambda.function-urls",
  scope: "region",
  key: ({ functionName, qualifier }) => [functionName, qualifier],
});

export const urlIds = table<UrlIdRow>()({
  name: "lambda.url-ids",
  scope: "global",
  key: ({ urlId }) => [urlId],
});
