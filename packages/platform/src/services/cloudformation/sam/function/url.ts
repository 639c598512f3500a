import type { ObjectValue, Value } from "@gatehouse/template";
import { generated, passedOn, type Generated } from "../generated.ts";
import { invalidResource } from "../problem.ts";
import { mapAt } from "../properties.ts";
import { called, isList, says } from "../values.ts";

/** The URL of a function, and the permissions by which everybody may call one that asks for no signature. @throws SamProblem */
export function functionUrl(
  id: string,
  resource: ObjectValue,
  config: ObjectValue,
  target: Value,
): readonly Generated[] {
  const { AuthType, Cors, InvokeMode } = config;
  check(id, config);
  const attributes = passedOn(resource);
  const url = generated(
    `${id}Url`,
    "AWS::Lambda::Url",
    {
      TargetFunctionArn: target,
      AuthType,
      Cors: says(Cors) ? Cors : undefined,
      InvokeMode,
    },
    attributes,
  );
  if (AuthType !== "NONE" || called(config) !== undefined) return [url];
  const permission = (name: string, properties: ObjectValue): Generated =>
    generated(
      `${id}${name}`,
      "AWS::Lambda::Permission",
      { FunctionName: target, Principal: "*", ...properties },
      attributes,
    );
  return [
    url,
    permission("UrlPublicPermissions", {
      Action: "lambda:InvokeFunctionUrl",
      FunctionUrlAuthType: "NONE",
    }),
    permission("URLInvokeAllowPublicAccess", {
      Action: "lambda:InvokeFunction",
      InvokedViaFunctionUrl: true,
    }),
  ];
}

const CORS: Readonly<
  Record<string, readonly [named: string, fits: (value: Value) => boolean]>
> = {
  AllowOrigins: ["list", isList],
  AllowMethods: ["list", isList],
  AllowCredentials: ["bool", (value) => typeof value === "boolean"],
  AllowHeaders: ["list", isList],
  ExposeHeaders: ["list", isList],
  MaxAge: ["int", Number.isInteger],
};

function check(id: string, config: ObjectValue): void {
  if (called(config) !== undefined) return;
  const { AuthType, Cors } = config;
  if (
    called(AuthType) === undefined &&
    AuthType !== "AWS_IAM" &&
    AuthType !== "NONE"
  )
    throw invalidResource(
      id,
      "AuthType is required to configure function property `FunctionUrlConfig`. Please provide either AWS_IAM or NONE.",
    );
  if (!says(Cors) || called(Cors) !== undefined) return;
  for (const [name, value] of Object.entries(
    mapAt(Cors, id, "FunctionUrlConfig.Cors"),
  )) {
    const known = Object.hasOwn(CORS, name) ? CORS[name] : undefined;
    if (!known)
      throw invalidResource(
        id,
        `${name} is not a valid property for configuring Cors.`,
      );
    const [named, fits] = known;
    if (called(value) === undefined && !fits(value))
      throw invalidResource(id, `${name} must be of type ${named}.`);
  }
}
