import { TestMetricFilterCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { usablePattern } from "../filter/usable-pattern.ts";
import type { Fields } from "../filter/verdict.ts";

/** Messages are counted from one; what the pattern's selectors find comes with each match. */
export const TestMetricFilter = operation(TestMetricFilterCommand, {
  needs: () => [allow("logs:TestMetricFilter", "*")],

  handle({ filterPattern, logEventMessages }) {
    const pattern = usablePattern(filterPattern);
    const matches = logEventMessages.flatMap((eventMessage, i) =>
      pattern.matches(eventMessage)
        ? [
            {
              eventNumber: i + 1,
              eventMessage,
              extractedValues: extracted(
                pattern.selectors,
                pattern.fields(eventMessage),
              ),
            },
          ]
        : [],
    );
    return Promise.resolve({ matches });
  },
});

function extracted(
  selectors: readonly string[],
  fields: Fields | undefined,
): Record<string, string> {
  return Object.fromEntries(
    selectors.flatMap((selector) => {
      const value = fields?.(selector);
      return value === undefined ? [] : [[selector, String(value)]];
    }),
  );
}
