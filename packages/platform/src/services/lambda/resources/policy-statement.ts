/** A statement of a resource policy, as Lambda writes it. */
export interface ShownStatement {
  readonly Sid?: string;
  readonly Principal?: string | Readonly<Record<string, string>>;
  readonly Action?: string;
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string>>>
  >;
}

/** A statement of a policy document by its id. */
export function statementIn(
  document: string | undefined,
  sid: string,
): ShownStatement | undefined {
  const { Statement = [] } = JSON.parse(document ?? "{}") as {
    Statement?: ShownStatement[];
  };
  return Statement.find(({ Sid }) => Sid === sid);
}

/** Whom a statement lets in, as a template names them: accounts by their numbers. */
export function principalIn({ Principal = "" }: ShownStatement): string {
  const name =
    typeof Principal === "string"
      ? Principal
      : (Object.values(Principal)[0] ?? "");
  return /^arn:aws[\w-]*:iam::(\d{12}):root$/.exec(name)?.[1] ?? name;
}
