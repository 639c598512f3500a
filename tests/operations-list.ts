import { serviceModel } from "@gatehouse/wire";
import { catalogue } from "../packages/platform/src/catalogue.ts";

const BEGIN = "<!-- operations: kept by npm run readme -->";
const END = "<!-- end of operations -->";

/** One service: what its API models and what is built of it. */
export interface Coverage {
  readonly title: string;
  readonly built: readonly string[];
  readonly modelled: readonly string[];
}

/** What is built, read off the services themselves. */
export async function coverage(): Promise<Coverage[]> {
  const services = await Promise.all(
    catalogue.map(async (entry) => {
      const { service } = await entry.load();
      const model = serviceModel({ ...service.sdk });
      return {
        title: model.serviceId,
        built: [...service.operations.keys()].sort(),
        modelled: [...model.operationNames],
      };
    }),
  );
  return services.sort((a, b) => (a.title < b.title ? -1 : 1));
}

/** Each service folded up, as Markdown: a table would be as wide as its longest list. */
export async function operationsList(): Promise<string> {
  return (await coverage())
    .map(
      ({ title, built, modelled }) =>
        `<details><summary>${title}: ${built.length} of ${modelled.length}</summary>\n\n${built.join(", ")}\n\n</details>`,
    )
    .join("\n\n");
}

/** The README with its list brought up to date. */
export async function withList(readme: string): Promise<string> {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin)
    throw new Error("The README has no place for the list of operations.");
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${await operationsList()}\n\n${readme.slice(end)}`;
}
