/**
 * Whether everything that `narrow` matches is matched by `wide`: each of `narrow`'s own wildcards must fall
 * under one of `wide`'s. Never says yes wrongly.
 */
export function covers(wide: string, narrow: string): boolean {
  let w = 0;
  let n = 0;
  let star = -1;
  let resume = 0;
  while (n < narrow.length) {
    const char = wide[w];
    if (char === "*") {
      star = w++;
      resume = n;
    } else if (
      char !== undefined &&
      (char === narrow[n] ? char !== "*" : char === "?" && narrow[n] !== "*")
    ) {
      w++;
      n++;
    } else if (star >= 0) {
      w = star + 1;
      n = ++resume;
    } else return false;
  }
  while (wide[w] === "*") w++;
  return w === wide.length;
}

/** Whether some text is matched by both patterns. */
export function overlap(one: string, other: string): boolean {
  // met[j]: some text is matched by what was read of `one` and by the first j characters of `other`.
  let met = [true];
  for (let j = 1; j <= other.length; j++)
    met.push(met[j - 1]! && other[j - 1] === "*");
  for (const char of one) {
    const next = [met[0]! && char === "*"];
    for (let j = 1; j <= other.length; j++) {
      const against = other[j - 1]!;
      const alike =
        char === against ||
        [char, against].some((sign) => sign === "?" || sign === "*");
      next.push(
        (char === "*" && (met[j]! || next[j - 1]!)) ||
          (against === "*" && (met[j]! || next[j - 1]!)) ||
          (alike && met[j - 1]!),
      );
    }
    met = next;
  }
  return met[other.length]!;
}
