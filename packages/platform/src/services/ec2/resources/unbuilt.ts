import { refuseUnbuilt } from "../../../core/resource-refusals.ts";
import type { Properties } from "../../../core/resource-type.ts";

/**
 * Refuses properties that nothing here would honour, where they ask for something: what is switched off, none or empty
 * is as it is anyway. @throws Fault InvalidRequest
 */
export function refuseWished(
  typeName: string,
  properties: Properties,
  unbuilt: readonly string[],
): void {
  const wished = Object.entries(properties).filter(
    ([, value]) =>
      value !== false &&
      value !== 0 &&
      !(Array.isArray(value) && value.length === 0),
  );
  refuseUnbuilt(typeName, Object.fromEntries(wished), unbuilt);
}
