/**
 * The words of a command line, as a shell would part them: white space in the template parts words, white space
 * in a value does not. A list in the place of a value stands for as many words.
 */
export function words(
  template: TemplateStringsArray,
  ...values: readonly (string | number | readonly string[])[]
): readonly string[] {
  const marked = template.reduce(
    (text, part, at) => `${text}\0${at - 1}\0${part}`,
  );
  return marked
    .trim()
    .split(/\s+/)
    .flatMap((word) => {
      const whole = /^\0(\d+)\0$/.exec(word);
      const value = whole && values[Number(whole[1])];
      if (Array.isArray(value)) return value as readonly string[];
      return word.replaceAll(/\0(\d+)\0/g, (_mark, at: string) =>
        String(values[Number(at)]),
      );
    });
}
