import { DescribeRemediationExceptionsCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { more, pageOf } from "../paging.ts";
import {
  exceptionFor,
  exceptionsOf,
  shownException,
} from "../remediation/exceptions.ts";
import { judgedBy } from "../remediation/resource-keys.ts";

const PAGE = 25;

/** Exceptions that have ended are gone. Those of named resources are answered in one piece, as on AWS. */
export const DescribeRemediationExceptions = operation(
  DescribeRemediationExceptionsCommand,
  {
    needs: () => [allow("config:DescribeRemediationExceptions", "*")],

    async handle({ ConfigRuleName, ResourceKeys, Limit, NextToken }, ctx) {
      if (ResourceKeys) {
        const found = await Promise.all(
          judgedBy(ConfigRuleName, ResourceKeys).map((judged) =>
            exceptionFor(judged, ctx),
          ),
        );
        return {
          RemediationExceptions: found.flatMap((row) =>
            row ? [shownException(row)] : [],
          ),
        };
      }
      const { items, nextToken } = pageOf(
        await exceptionsOf(ConfigRuleName, ctx),
        Limit || PAGE,
        NextToken,
      );
      return {
        RemediationExceptions: items.map(shownException),
        ...more(nextToken),
      };
    },
  },
);
