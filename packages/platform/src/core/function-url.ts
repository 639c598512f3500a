/** The second label of a function URL's host: `<url-id>.lambda-url.<region>.…`. */
export const FUNCTION_URL_LABEL = "lambda-url";

/** Where function URLs stand below the platform's own host: the id follows. */
export const FUNCTION_URLS_PATH = "/_gatehouse/lambda-url/";

/** What a request's address says of a function URL. */
export interface FunctionUrlAddress {
  readonly urlId: string;
  /** Undefined where the path names the URL. */
  readonly region: string | undefined;
  /** The rest of the path: what the function gets to see of it. */
  readonly path: string;
}

const HOST = /^([a-z0-9]{32})\.lambda-url\.([a-z0-9-]+)\./;
const MARK = `.${FUNCTION_URL_LABEL}.`;

/** Reads the function URL that a request is for out of its host or its path; undefined for every other request. */
export function functionUrlAddress(
  host: string | undefined,
  path: string,
): FunctionUrlAddress | undefined {
  const name = host?.toLowerCase();
  if (name?.includes(MARK)) {
    const [, urlId, region] = HOST.exec(name) ?? [];
    if (urlId !== undefined) return { urlId, region, path };
  }
  if (!path.startsWith(FUNCTION_URLS_PATH)) return undefined;
  const rest = path.slice(FUNCTION_URLS_PATH.length);
  const slash = rest.indexOf("/");
  return slash < 0
    ? { urlId: rest, region: undefined, path: "/" }
    : {
        urlId: rest.slice(0, slash),
        region: undefined,
        path: rest.slice(slash),
      };
}
