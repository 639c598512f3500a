// The second argument of a handler.

// Reading process.env calls into the runtime each time; these never change.
let unchanging;

function unchangingOf(env) {
  return {
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

function createContext(headers, invocation) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const clientContext = headers["lambda-runtime-client-context"];
  const identity = headers["lambda-runtime-cognito-identity"];
  unchanging ??= unchangingOf(process.env);
  return {
    get callbackWaitsForEmptyEventLoop() {
      return invocation.waits;
    },
    set callbackWaitsForEmptyEventLoop(waits) {
      invocation.waits = waits;
    },
    ...unchanging,
    clientContext:
      clientContext === undefined ? undefined : JSON.parse(clientContext),
    identity: identity === undefined ? undefined : JSON.parse(identity),
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

module.exports = { createContext };
