// Finds and loads the handler that a `_HANDLER` such as `src/app.handler` names.
const { readFileSync, statSync } = require("node:fs");
const { createRequire } = require("node:module");
const { basename, dirname, join, resolve } = require("node:path");
const { isStreaming } = require("./streaming.cjs");

async function loadHandler(root, name, executionEnvironment) {
  if (name.includes(".."))
    throw fault(
      "MalformedHandlerName",
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  const file = basename(name);
  const folder = name.slice(0, name.length - file.length);
  const split = /^([^.]*)\.(.*)$/.exec(file);
  if (!split) throw fault("MalformedHandlerName", "Bad handler");
  const [, moduleName, path] = split;

  const loaded = await load(root, folder, moduleName);
  const handler =
    resolveExport(loaded, path) ?? resolveExport(loaded.default, path);
  if (handler === undefined)
    throw fault("HandlerNotFound", `${name} is undefined or not exported`);
  if (typeof handler !== "function")
    throw fault("HandlerNotFound", `${name} is not a function`);
  refuseCallbackStyle(handler, executionEnvironment);
  return handler;
}

async function load(root, folder, moduleName) {
  const base = resolve(root, folder, moduleName);
  const require = createRequire(join(root, "handler.js"));
  try {
    const found = ["", ".js", ".mjs", ".cjs"].find((extension) =>
      isLoadable(base, extension),
    );
    if (found === undefined)
      return require(
        require.resolve(`./${join(folder, moduleName)}`, { paths: [root] }),
      );
    const path = base + found;
    const isModule =
      found === ".mjs" ||
      (found === ".js" && isModuleScope(dirname(path), root));
    if (!isModule) return require(path);
    const { pathToFileURL } = require("node:url");
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw loadFault(error);
  }
}

/** Without an extension only a file counts; a directory is for `require` to resolve. */
function isLoadable(base, extension) {
  return (
    statSync(base + extension, { throwIfNoEntry: false })?.isFile() ?? false
  );
}

/** The nearest package.json decides what .js means, as in Node; none above the task root counts. */
function isModuleScope(folder, root) {
  const manifest = join(folder, "package.json");
  if (isLoadable(manifest, "")) {
    try {
      return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
    } catch {
      return false;
    }
  }
  return folder.startsWith(`${root}/`) && isModuleScope(dirname(folder), root);
}

function resolveExport(exports, path) {
  return path
    .split(".")
    .reduce((value, property) => value?.[property], exports);
}

function refuseCallbackStyle(handler, executionEnvironment) {
  const major = Number(/nodejs([0-9]+)/.exec(executionEnvironment)?.[1] ?? 0);
  if (major >= 24 && handler.length >= 3 && !isStreaming(handler))
    throw fault(
      "CallbackHandlerDeprecated",
      "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. Use an async handler instead.",
    );
}

function loadFault(error) {
  if (error instanceof SyntaxError)
    return fault("UserCodeSyntaxError", String(error), error);
  if (
    error?.code === "MODULE_NOT_FOUND" ||
    error?.code === "ERR_MODULE_NOT_FOUND"
  )
    return fault("ImportModuleError", String(error), error);
  return error;
}

function fault(type, message, cause) {
  const error = new Error(message);
  error.name = `Runtime.${type}`;
  if (cause?.stack) error.stack = `${error.name}: ${cause.stack}`;
  return error;
}

module.exports = { loadHandler };
