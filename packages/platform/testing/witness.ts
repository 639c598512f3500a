import { setTimeout } from "node:timers/promises";
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
  /**
   * The events that reached the function, in order of time, once all that is due is done; waits for
   * as many as are expected, because a log comes a moment after its function's end.
   */
  events<Event>(expected?: number): Promise<readonly Event[]>;
}

const SOURCE =
  'export const handler = async (event) => console.log("EVENT " + JSON.stringify(event));';

/** Makes a function by which a test sees what is delivered; nobody but its own account may call it at first. */
export async function makeWitness(
  cloud: Cloud,
  FunctionName = "witness",
  source = SOURCE,
): Promise<Witness> {
  const { FunctionArn = "" } = await cloud.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: await makeRole(
        cloud,
        `${FunctionName}-role`,
        trustingService("lambda.amazonaws.com"),
        allowing([
          "logs:CreateLogGroup",
          "logs:CreateLogStream",
          "logs:PutLogEvents",
        ]),
      ),
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: { ZipFile: writeZip([{ name: "index.mjs", body: source }]) },
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
    async events<Event>(expected = 0) {
      for (let attempt = 0; ; attempt++) {
        await cloud.settled();
        const events = await eventsIn(cloud, `/aws/lambda/${FunctionName}`);
        if (events.length >= expected || attempt === ATTEMPTS)
          return events as Event[];
        await setTimeout(20);
      }
    },
  };
}

const ATTEMPTS = 250;

async function eventsIn(
  cloud: Cloud,
  logGroupName: string,
): Promise<unknown[]> {
  const { events = [] } = await cloud.logs
    .send(new FilterLogEventsCommand({ logGroupName, filterPattern: "EVENT" }))
    .catch((error: Error) => {
      // A function that was never called has no log.
      if (error.name === "ResourceNotFoundException") return { events: [] };
      throw error;
    });
  return events.map(({ message = "" }): unknown =>
    JSON.parse(message.slice(message.indexOf("EVENT ") + 6)),
  );
}
