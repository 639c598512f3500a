/** The second label of a function URL's host: `<url-id>.lambda-url.<region>.…`. */
export const FUNCTION_URL_LABEL = "lambda-url";

/** Where function URLs stand below the platform's own host: the id follows. */
export const FUNCTION_URLS_PATH = "/_gatehouse/lambda-url/";
