/** Words with a singular of their own. */
const IRREGULAR: Readonly<Record<string, string>> = {
  oxen: "ox",
  boxes: "box",
  men: "man",
  women: "woman",
  dice: "die",
  yeses: "yes",
  feet: "foot",
  eaves: "eave",
  geese: "goose",
  teeth: "tooth",
  quizzes: "quiz",
};

/** Endings of plurals, the more particular first; the first group stays, the ending is put behind it. */
const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/(database)s$/, ""],
  [/(quiz)zes$/, ""],
  [/(matr)ices$/, "ix"],
  [/(vert|ind)ices$/, "ex"],
  [/^(ox)en/, ""],
  [/(alias|status)(?:es)?$/, ""],
  [/(octop|vir)(?:us|i)$/, "us"],
  [/^(a)x[ie]s$/, "xis"],
  [/(cris|test)(?:is|es)$/, "is"],
  [/(shoe)s$/, ""],
  [/(bus)(?:es)?$/, ""],
  [/(m|l)ice$/, "ouse"],
  [/(\w*)(x|ch|ss|sh)es$/, "$2"],
  [/(m)ovies$/, "ovie"],
  [/(s)eries$/, "eries"],
  [/(\w*(?:[^aeiouy]|qu))ies$/, "y"],
  [/(\w*)[lr]ves$/, "f"],
  [/(\w*)tives$/, ""],
  [/(\w*)hives$/, ""],
  [/(\w*)[^f]ves$/, "fe"],
  [/(^analy)(?:sis|ses)$/, "sis"],
  [
    /((?:a)naly|(?:b)a|(?:d)iagno|(?:p)arenthe|(?:p)rogno|(?:s)ynop|(?:t)he)(?:sis|ses)$/,
    "sis",
  ],
  [/(\w*)[ti]a$/, "um"],
  [/(\w*)oes$/, ""],
  [/(n)ews$/, "ews"],
  [/(\w*)(ss)$/, "$2"],
  [/(\w*)s$/, ""],
];

/**
 * The singular of a word as cfn-guard's inflector makes it, which is by endings and not always
 * English: a key `Policies` also finds `Policy`.
 */
export function singular(word: string): string {
  const irregular = Object.hasOwn(IRREGULAR, word) && IRREGULAR[word];
  if (irregular) return irregular;
  for (const [pattern, ending] of ENDINGS) {
    const found = pattern.exec(word);
    if (found)
      return (found[1] ?? "") + (ending === "$2" ? (found[2] ?? "") : ending);
  }
  return word;
}
