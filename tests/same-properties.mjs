// Properties are tried with the same values in every run, so that a failure is the doing of what was changed.
// `PROPERTY_SEED=random`, or a number, looks further.
import { registerHooks } from "node:module";

const SEEDED = new URL("./seeded-fast-check.mjs", import.meta.url).href;

if (process.env["PROPERTY_SEED"] !== "random")
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "fast-check" && context.parentURL !== SEEDED
        ? { url: SEEDED, format: "module", shortCircuit: true }
        : next(specifier, context),
  });
