import {
  InvalidRecordingGroupException,
  type RecordingGroup,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";

/** A recording group as it is kept and shown: all that is supported where nothing is said. */
export function checkedGroup(given: RecordingGroup = {}): RecordingGroup {
  const { resourceTypes = [], exclusionByResourceTypes } = given;
  const excluded = exclusionByResourceTypes?.resourceTypes ?? [];
  const allSupported =
    given.allSupported ??
    (resourceTypes.length === 0 &&
      excluded.length === 0 &&
      (given.recordingStrategy?.useOnly ?? ALL) === ALL);
  const useOnly =
    given.recordingStrategy?.useOnly ??
    (allSupported ? ALL : excluded.length > 0 ? EXCLUSION : INCLUSION);
  const wrong =
    (useOnly === ALL) !== allSupported ||
    (useOnly === INCLUSION) !== resourceTypes.length > 0 ||
    (useOnly === EXCLUSION) !== excluded.length > 0 ||
    (given.includeGlobalResourceTypes === true && !allSupported);
  if (wrong)
    throw fault(
      InvalidRecordingGroupException,
      "The recording group provided is not valid: its recording strategy and its resource types do not go together.",
    );
  return {
    allSupported,
    includeGlobalResourceTypes: given.includeGlobalResourceTypes ?? false,
    resourceTypes,
    exclusionByResourceTypes: { resourceTypes: excluded },
    recordingStrategy: { useOnly },
  };
}

const ALL = "ALL_SUPPORTED_RESOURCE_TYPES";
const INCLUSION = "INCLUSION_BY_RESOURCE_TYPES";
const EXCLUSION = "EXCLUSION_BY_RESOURCE_TYPES";

/** Whether a recorder records a type; `global` types, as IAM's, only where it is told to. */
export function records(
  group: RecordingGroup,
  resourceType: string,
  global: boolean,
): boolean {
  const among = (types: readonly string[] | undefined) =>
    types?.includes(resourceType) ?? false;
  switch (group.recordingStrategy?.useOnly) {
    case INCLUSION:
      return among(group.resourceTypes);
    case EXCLUSION:
      return !among(group.exclusionByResourceTypes?.resourceTypes);
    default:
      return !global || group.includeGlobalResourceTypes === true;
  }
}
