// Errors as Lambda's Node runtime reports them: {errorType, errorMessage, trace}.

function describeError(error) {
  if (!isError(error))
    return {
      errorType: typeof error,
      errorMessage: typeof error === "string" ? error : asText(error),
      trace: [],
    };
  return {
    errorType: String(error.name || "Error"),
    errorMessage: String(error.message ?? ""),
    trace: typeof error.stack === "string" ? error.stack.split("\n") : [],
  };
}

function errorLine(title, { errorType, errorMessage, trace }) {
  return `${title} \t${JSON.stringify({ errorType, errorMessage, stack: trace })}`;
}

// Errors of another realm (vm contexts) are no instances of ours.
function isError(value) {
  return (
    value instanceof Error ||
    Object.prototype.toString.call(value) === "[object Error]"
  );
}

function asText(value) {
  try {
    return typeof value === "object" && value !== null
      ? JSON.stringify(value)
      : String(value);
  } catch {
    return "[unprintable]";
  }
}

module.exports = { describeError, errorLine };
