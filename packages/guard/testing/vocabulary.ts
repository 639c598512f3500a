import type { Chance } from "./random.ts";

/** The words of a rule file: what documents that concern it are made of. */
export interface Vocabulary {
  readonly type: string;
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
}

/** Gathers the words of one of Control Tower's rule files. */
export function vocabularyOf(rules: string): Vocabulary {
  const code = rules.replaceAll(/^\s*#.*$/gm, "");
  const keys = [...code.matchAll(/(?<![%\w:/"'.])([A-Z]\w+)\b(?!\()/g)].map(
    ([, key = ""]) => key,
  );
  const behindDots = [...code.matchAll(/\.([A-Za-z]\w+)/g)].map(
    ([, key = ""]) => key,
  );
  const texts = [...code.matchAll(/"([^"\n]*)"/g)].map(([, text = ""]) => text);
  const type = texts.find((text) => /^AWS::\w+::\w+$/.test(text));
  return {
    type: type ?? "AWS::S3::Bucket",
    keys: [...new Set([...keys, ...behindDots, "Ref", "Fn::GetAtt"])],
    values: [...new Set(texts), true, false, 0, 1, 30, 443, "", "true", null],
  };
}

/** A random template with resources of the type, their properties made of the words. */
export function templateOf(
  { type, keys, values }: Vocabulary,
  chance: Chance,
): unknown {
  const map = (depth: number): Record<string, unknown> =>
    Object.fromEntries(
      chance.times(keys.length > 6 ? 9 : 5, () => [
        chance.pick(keys),
        value(depth - 1),
      ]),
    );
  const value = (depth: number): unknown => {
    if (depth <= 0 || chance.holds(0.5)) return chance.pick(values);
    if (chance.holds(0.3)) return chance.times(3, () => value(depth - 1));
    return chance.holds(0.1) ? { Ref: "Other" } : map(depth);
  };
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Resources: Object.fromEntries(
      Array.from({ length: 1 + chance.below(3) }, (_, index) => [
        `R${index}`,
        {
          Type: chance.holds(0.85) ? type : "AWS::S3::BucketPolicy",
          ...(chance.holds(0.9) ? { Properties: map(4) } : {}),
        },
      ]),
    ),
  };
  return chance.holds(0.1)
    ? { [type]: { resourceProperties: map(4) } }
    : template;
}
