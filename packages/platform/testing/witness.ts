import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  type AddPermissionCommandInput,
} from "@aws-sdk/client-lambda";
import { writeZip } from "@gatehouse/signing";
import type { Cloud } from "./cloud.ts";
import { allowing, makeRole, trustingService } from "./principals.ts";

/** A function that writes down every event that reaches it. */
export interface Witness {
  readonly arn: string;
  /** Lets a service call the function, as AddPermission does. */
  allow(
    Principal: string,
    more?: Partial<AddPermissionCommandInput>,
  ): Promise<void>;
  /** The events that reached the function, in order of time, once all that is due is done. */
  events<Event>(): Promise<readonly Event[]>;
}

const SOURCE =
  'export const handler = async (event) => console.log("EVENT " + JSON.stringify(event));';

/** Makes a function by which a test sees what is delivered; nobody but its own account may call it at first. */
export async function makeWitness(
  cloud: Cloud,
  FunctionName = "witness",
): Promise<Witness> {
  const { FunctionArn = "" } = await cloud.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: await makeRole(
        cloud,
        `${FunctionName}-role`,
        trustingService("lambda.amazonaws.com"),
        allowing(["logs:CreateLogStream", "logs:PutLogEvents"]),
      ),
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: { ZipFile: writeZip([{ name: "index.mjs", body: SOURCE }]) },
    }),
  );
  return {
    arn: FunctionArn,
    async allow(Principal, more = {}) {
      await cloud.lambda.send(
        new AddPermissionCommand({
          FunctionName,
          StatementId: Principal.replaceAll(".", "-"),
          Action: "lambda:InvokeFunction",
          Principal,
          ...more,
        }),
      );
    },
    async events<Event>() {
      await cloud.settled();
      const written = await cloud.logs
        .send(
          new FilterLogEventsCommand({
            logGroupName: `/aws/lambda/${FunctionName}`,
            filterPattern: "EVENT",
          }),
        )
        .catch((error: Error) => {
          // A function that was never called has no log.
          if (error.name === "ResourceNotFoundException") return { events: [] };
          throw error;
        });
      return (written.events ?? []).map(
        ({ message = "" }) =>
          JSON.parse(message.slice(message.indexOf("EVENT ") + 6)) as Event,
      );
    },
  };
}
