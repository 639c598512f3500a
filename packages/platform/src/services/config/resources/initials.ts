/** A template's members as Config's recorders and delivery channels take them: `RoleARN` is `roleARN` there. */
export const lowered = (value: unknown): unknown =>
  renamed(value, (name) => name.charAt(0).toLowerCase() + name.slice(1));

/** The same the other way round. */
export const raised = (value: unknown): unknown =>
  renamed(value, (name) => name.charAt(0).toUpperCase() + name.slice(1));

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      rename(name),
      renamed(member, rename),
    ]),
  );
}
