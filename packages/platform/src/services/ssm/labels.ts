import { ParameterVersionLabelLimitExceeded } from "@aws-sdk/client-ssm";
import { fault } from "../../core/errors.ts";

const LABELS_AT_MOST = 10;

type Labels = Readonly<Record<string, number>>;

/** Whether a text can be a label: AWS answers those that cannot as invalid ones. */
export const isLabel = (text: string): boolean =>
  /^[A-Za-z_.-][\w.-]{0,99}$/.test(text) && !/^(aws|ssm)/i.test(text);

/** Moves labels to a version. @throws Fault ParameterVersionLabelLimitExceeded */
export function labelled(
  labels: Labels,
  version: number,
  given: readonly string[],
): Labels {
  const moved = {
    ...labels,
    ...Object.fromEntries(given.map((label) => [label, version])),
  };
  if (labelsOf(moved, version).length > LABELS_AT_MOST)
    throw fault(
      ParameterVersionLabelLimitExceeded,
      `A parameter version can have maximum ${LABELS_AT_MOST} labels. Move one or more labels to another version and try again.`,
    );
  return moved;
}

/** The labels of a version. */
export const labelsOf = (labels: Labels, version: number): string[] =>
  Object.keys(labels).filter((label) => labels[label] === version);
