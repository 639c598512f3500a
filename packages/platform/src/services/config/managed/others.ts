import { compliant, nonCompliant } from "../verdict.ts";
import { tagsOf } from "../views/subject.ts";
import {
  at,
  isTrue,
  items,
  listed,
  type ManagedRule,
  type RuleParameter,
} from "./managed-rule.ts";

const NUMBER = /^\d+$/;
const TAGS = [1, 2, 3, 4, 5, 6];

/** Managed rules about topics, networks, trails, alarms, logs and tags. */
export const otherRules: readonly ManagedRule[] = [
  {
    identifier: "SNS_ENCRYPTED_KMS",
    types: ["AWS::SNS::Topic"],
    proactive: true,
    parameters: { kmsKeyIds: {} },
    check({ KmsMasterKeyId }, { kmsKeyIds }) {
      const expected = listed(kmsKeyIds);
      if (typeof KmsMasterKeyId !== "string" || KmsMasterKeyId === "")
        return nonCompliant("The topic is not encrypted with a KMS key.");
      return expected.length === 0 || expected.includes(KmsMasterKeyId)
        ? compliant
        : nonCompliant("The topic is encrypted with another key.");
    },
  },
  {
    identifier: "SNS_TOPIC_MESSAGE_DELIVERY_NOTIFICATION_ENABLED",
    types: ["AWS::SNS::Topic"],
    check: ({ DeliveryStatusLogging }) =>
      items(DeliveryStatusLogging).length > 0
        ? compliant
        : nonCompliant("The topic does not log the status of deliveries."),
  },
  {
    identifier: "SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED",
    types: ["AWS::EC2::Subnet"],
    proactive: true,
    check: ({ MapPublicIpOnLaunch }) =>
      isTrue(MapPublicIpOnLaunch)
        ? nonCompliant("The subnet assigns public addresses.")
        : compliant,
  },
  {
    identifier: "CLOUD_TRAIL_ENCRYPTION_ENABLED",
    types: ["AWS::CloudTrail::Trail"],
    check: ({ KMSKeyId }) =>
      KMSKeyId === undefined
        ? nonCompliant("The trail has no KMS key.")
        : compliant,
  },
  {
    identifier: "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED",
    types: ["AWS::CloudTrail::Trail"],
    check: ({ EnableLogFileValidation }) =>
      isTrue(EnableLogFileValidation)
        ? compliant
        : nonCompliant("Log files are not validated."),
  },
  {
    identifier: "CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED",
    types: ["AWS::CloudTrail::Trail"],
    parameters: { expectedDeliveryWindowAge: { form: NUMBER } },
    check: ({ CloudWatchLogsLogGroupArn }) =>
      CloudWatchLogsLogGroupArn === undefined
        ? nonCompliant("The trail is not delivered to CloudWatch Logs.")
        : compliant,
  },
  {
    identifier: "CLOUDWATCH_ALARM_ACTION_ENABLED_CHECK",
    types: ["AWS::CloudWatch::Alarm"],
    check: ({ ActionsEnabled = true }) =>
      isTrue(ActionsEnabled)
        ? compliant
        : nonCompliant("The alarm's actions are not enabled."),
  },
  {
    identifier: "CLOUDWATCH_ALARM_ACTION_CHECK",
    types: ["AWS::CloudWatch::Alarm"],
    parameters: {
      alarmActionRequired: { default: "true" },
      insufficientDataActionRequired: { default: "true" },
      okActionRequired: { default: "false" },
      action1: {},
      action2: {},
      action3: {},
      action4: {},
      action5: {},
    },
    check(properties, parameters) {
      const missing = Object.entries({
        alarmActionRequired: "AlarmActions",
        insufficientDataActionRequired: "InsufficientDataActions",
        okActionRequired: "OKActions",
      }).filter(
        ([parameter, property]) =>
          isTrue(parameters[parameter]) &&
          items(properties[property]).length === 0,
      );
      return missing.length === 0
        ? compliant
        : nonCompliant(
            `The alarm has no ${missing.map(([, name]) => name).join(", ")}.`,
          );
    },
  },
  {
    identifier: "CW_LOGGROUP_RETENTION_PERIOD_CHECK",
    types: ["AWS::Logs::LogGroup"],
    parameters: {
      LogGroupNames: {},
      MinRetentionTime: { default: "365", form: NUMBER },
    },
    check(
      { RetentionInDays, LogGroupName },
      { LogGroupNames, MinRetentionTime },
    ) {
      const names = listed(LogGroupNames);
      if (names.length > 0 && !names.includes(String(LogGroupName)))
        return { compliance: "NOT_APPLICABLE" };
      return RetentionInDays === undefined ||
        Number(RetentionInDays) >= Number(MinRetentionTime)
        ? compliant
        : nonCompliant(`Events are kept for ${Number(RetentionInDays)} days.`);
    },
  },
  {
    identifier: "CLOUDWATCH_LOG_GROUP_ENCRYPTED",
    types: ["AWS::Logs::LogGroup"],
    parameters: { KmsKeyId: {} },
    check: (properties, { KmsKeyId }) =>
      at(properties, "KmsKeyId") === undefined ||
      (KmsKeyId !== undefined && properties["KmsKeyId"] !== KmsKeyId)
        ? nonCompliant("The log group is not encrypted as expected.")
        : compliant,
  },
  {
    identifier: "REQUIRED_TAGS",
    types: [],
    parameters: requiredTagParameters(),
    check(properties, parameters) {
      const tags = tagsOf(properties);
      const wrong = TAGS.flatMap((n) => {
        const key = parameters[`tag${n}Key`];
        const values = listed(parameters[`tag${n}Value`]);
        if (key === undefined) return [];
        const value = tags[key];
        return value === undefined ||
          (values.length > 0 && !values.includes(value))
          ? [key]
          : [];
      });
      return wrong.length === 0
        ? compliant
        : nonCompliant(
            `Tags are missing or have other values: ${wrong.join(", ")}.`,
          );
    },
  },
];

function requiredTagParameters(): Readonly<Record<string, RuleParameter>> {
  return {
    tag1Key: { required: true, default: "CostCenter" },
    tag1Value: {},
    ...Object.fromEntries(
      [2, 3, 4, 5, 6].flatMap((n): [string, RuleParameter][] => [
        [`tag${n}Key`, {}],
        [`tag${n}Value`, {}],
      ]),
    ),
  };
}
