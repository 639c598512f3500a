import { hexadecimal } from "../../core/random.ts";

/** Makes an id that begins with `prefix`; `of` tells things of one kind apart where ids are not random. */
export type NewId = (prefix: string, of?: string) => string;

/** Ids as EC2 makes them today. */
export const randomId: NewId = (prefix) => prefix + hexadecimal(17);
