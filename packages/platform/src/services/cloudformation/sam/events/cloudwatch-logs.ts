import { generated, passedOn } from "../generated.ts";
import { TEXT } from "../properties.ts";
import { sub } from "../values.ts";
import { permission, type EventSource } from "./event.ts";

/** Lines of a log group. */
export const cloudWatchLogs: EventSource = {
  properties: {
    LogGroupName: { ...TEXT, required: true },
    FilterPattern: { ...TEXT, required: true },
  },
  make(input) {
    const { id, arn, resource, properties, rights } = input;
    const { LogGroupName = null, FilterPattern } = properties;
    const allowed = permission(input, "logs.amazonaws.com", {
      SourceArn: sub(
        "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:${__LogGroupName__}:*",
        { __LogGroupName__: LogGroupName },
      ),
    });
    const filter = generated(
      id,
      "AWS::Logs::SubscriptionFilter",
      { LogGroupName, FilterPattern, DestinationArn: arn },
      { DependsOn: [allowed.id], ...passedOn(resource) },
    );
    return { resources: [allowed, filter], rights };
  },
};
