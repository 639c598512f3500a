import type {
  ConformancePackInputParameter,
  ConformancePackState,
} from "@aws-sdk/client-config-service";
import { arn } from "../../../core/arn.ts";
import type { Place } from "../../../core/context.ts";
import { event } from "../../../core/event.ts";
import { table } from "../../../core/table.ts";
import { idOf } from "../tables.ts";

/** Times in these rows are milliseconds since the epoch. */
export interface PackRow {
  readonly name: string;
  readonly template: string;
  readonly parameters: readonly ConformancePackInputParameter[];
  readonly bucket?: string;
  readonly prefix?: string;
  readonly state: ConformancePackState;
  readonly reason?: string;
  readonly requestedAt: number;
  readonly completedAt?: number;
  /** The service that deployed it, as `config-multiaccountsetup.amazonaws.com`: others do not change it. */
  readonly createdBy?: string;
  /** The names of its rules. */
  readonly rules: readonly string[];
  readonly revision: string;
}

export const packs = table<PackRow>()({
  name: "config.packs",
  scope: "region",
  key: ({ name }) => [name],
});

/** A pack's rules are to be made as its template has them, or to go. */
export const packDue = event<{ name: string; revision: string }>(
  "config.PackDue",
  { lane: ({ name }) => name },
);

/** Who owns the rules of packs. */
export const PACKS_SERVICE = "config-conforms.amazonaws.com";

export const packIdOf = (place: Place, name: string): string =>
  `conformance-pack-${idOf(place, "pack", name)}`;

export const packArnOf = (place: Place, name: string): string =>
  arn("config", place, `conformance-pack/${name}/${packIdOf(place, name)}`);
