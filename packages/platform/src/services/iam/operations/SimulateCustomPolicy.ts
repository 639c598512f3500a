import {
  InvalidInputException,
  SimulateCustomPolicyCommand,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { contextOfEntries } from "../simulation/context-entries.ts";
import { boundaryOf, resourceSide } from "../simulation/scenario-parts.ts";
import {
  simulatedCaller,
  unnamedCaller,
} from "../simulation/simulated-caller.ts";
import { simulatedPage } from "../simulation/simulated-page.ts";
import {
  inputPolicies,
  simulatedPolicy,
} from "../simulation/simulated-policy.ts";

/** What requests would come to under the policies that are passed, and no others. */
export const SimulateCustomPolicy = operation(SimulateCustomPolicyCommand, {
  needs: () => [allow("iam:SimulateCustomPolicy", "*")],

  async handle(input, ctx) {
    const { CallerArn, ResourcePolicy } = input;
    if (ResourcePolicy !== undefined && CallerArn === undefined)
      throw fault(
        InvalidInputException,
        "CallerArn is required if a ResourcePolicy is specified.",
      );
    const caller =
      CallerArn === undefined
        ? unnamedCaller(ctx.accountId)
        : await simulatedCaller(CallerArn, ctx);
    const levels = input.OrderedOrganizationPolicyInputList?.map((level, i) =>
      (level.ServiceControlPolicyInputList ?? []).map((document, j) =>
        simulatedPolicy(
          `OrderedOrganizationPolicyInputList.${i + 1}.${j + 1}`,
          document,
          "scp",
        ),
      ),
    );
    const scenario = {
      principal: caller.principal,
      identity: inputPolicies("PolicyInputList", input.PolicyInputList),
      ...boundaryOf(input.PermissionsBoundaryPolicyInputList),
      ...resourceSide(input, caller),
      ...(levels ? { scps: levels } : {}),
      context: new Map([
        ...caller.context,
        ...contextOfEntries(input.ContextEntries),
      ]),
    };
    return simulatedPage(scenario, input);
  },
});
