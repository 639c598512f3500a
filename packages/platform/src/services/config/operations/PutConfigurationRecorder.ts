import {
  MaxNumberOfConfigurationRecordersExceededException,
  InvalidRoleException,
  PutConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import { parseArn } from "../../../core/arn.ts";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { notValid } from "../faults.ts";
import { checkedGroup } from "../recorder/group.ts";
import { keepRecorder } from "../recorder/recorders.ts";
import { recorderArnOf, recorders } from "../recorder/tables.ts";
import { needOn, register } from "../tags.ts";

const DEFAULT_NAME = "default";

/** An account has one recorder in a Region; what it is to record may be changed while it records. */
export const PutConfigurationRecorder = operation(
  PutConfigurationRecorderCommand,
  {
    needs: async ({ ConfigurationRecorder: given, Tags }, ctx) => [
      await needOn(
        "config:PutConfigurationRecorder",
        recorderArnOf(ctx, given.name ?? DEFAULT_NAME),
        ctx,
        requestTagKeys(Tags),
      ),
      ...(given.roleARN === undefined
        ? []
        : [
            allow("iam:PassRole", given.roleARN, {
              "iam:PassedToService": "config.amazonaws.com",
            }),
          ]),
    ],

    async handle({ ConfigurationRecorder: given, Tags }, ctx) {
      const { name = DEFAULT_NAME, roleARN } = given;
      const { recordingFrequency = "CONTINUOUS", recordingModeOverrides = [] } =
        given.recordingMode ?? {};
      if (recordingFrequency !== "CONTINUOUS" || recordingModeOverrides.length)
        throw notValid("recordingMode: only CONTINUOUS recording is built.");
      const role = parseArn(roleARN ?? "");
      if (role?.service !== "iam" || !role.resource.startsWith("role/"))
        throw fault(
          InvalidRoleException,
          "You have provided a null or empty string for the role ARN, or one that is not valid.",
        );
      const { rows } = await ctx.table(recorders).list();
      const known = rows.find((row) => row.name === name);
      if (!known && rows.length > 0)
        throw fault(
          MaxNumberOfConfigurationRecordersExceededException,
          `Failed to put configuration recorder '${name}' because the maximum number of configuration recorders: 1 is reached.`,
        );
      const { error: _, ...kept } = known ?? { name, recording: false };
      await keepRecorder(
        {
          ...kept,
          roleArn: roleARN ?? "",
          group: checkedGroup(given.recordingGroup),
          mode: { recordingFrequency },
        },
        ctx,
      );
      await register(recorderArnOf(ctx, name), Tags, ctx);
      return {};
    },
  },
);
