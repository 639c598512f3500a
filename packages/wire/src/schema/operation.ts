import { structureOf, type StructureShape } from "./shape.ts";
import { sensitivePaths } from "./sensitive.ts";
import type { ServiceModel } from "../model.ts";

/** The `http` trait: what a REST protocol needs to know. */
export interface HttpTrait {
  readonly method: string;
  /** Path template with labels and required query literals: `/{Key+}?acl`. */
  readonly template: string;
  /** The status of a successful answer. */
  readonly status: number;
}

/** One operation of a service as the wire needs it; its schemas are read on first use. */
export interface OperationModel {
  readonly name: string;
  readonly service: ServiceModel;
  readonly http: HttpTrait | undefined;
  readonly input: StructureShape;
  readonly output: StructureShape;
  /** The input's payload is a stream of bytes. */
  readonly streamsInput: boolean;
  /** The body may come with checksums, in `x-amz-checksum-*` headers or trailers (S3's `httpChecksum` operations). */
  readonly checksumsInput: boolean;
  /** The output's payload is a stream of bytes. */
  readonly streamsOutput: boolean;
  /** The output's payload is a stream of events. */
  readonly eventStreamOutput: boolean;
  readonly inputMembers: readonly string[];
  /** Paths of sensitive members, such as `Environment.Variables`; lists and maps add no segment. */
  readonly sensitiveInput: readonly string[];
  readonly sensitiveOutput: readonly string[];
}

type OperationSchema = readonly [9, string, string, unknown, unknown, unknown];

interface OperationTraits {
  readonly http?: readonly [method: string, template: string, status: number];
  readonly httpChecksum?: unknown;
}

/** Whether an export of an SDK client is the schema of an operation. */
export function isOperationSchema(value: unknown): value is OperationSchema {
  return Array.isArray(value) && value[0] === 9;
}

/** The model of one operation schema. */
export function operationModel(
  service: ServiceModel,
  schema: OperationSchema,
): OperationModel {
  return new LazyOperation(service, schema);
}

class LazyOperation implements OperationModel {
  readonly name: string;
  readonly service: ServiceModel;
  readonly http: HttpTrait | undefined;
  readonly checksumsInput: boolean;
  readonly #schema: OperationSchema;
  #input: StructureShape | undefined;
  #output: StructureShape | undefined;
  #sensitiveInput: readonly string[] | undefined;
  #sensitiveOutput: readonly string[] | undefined;

  constructor(service: ServiceModel, schema: OperationSchema) {
    this.name = schema[2];
    this.service = service;
    this.#schema = schema;
    const { http, httpChecksum } = (schema[3] || {}) as OperationTraits;
    this.http = http && { method: http[0], template: http[1], status: http[2] };
    this.checksumsInput = httpChecksum !== undefined;
  }

  get input(): StructureShape {
    return (this.#input ??= structureOf(this.#schema[4]));
  }

  get output(): StructureShape {
    return (this.#output ??= structureOf(this.#schema[5]));
  }

  get streamsInput(): boolean {
    return this.input.members.some(
      ({ shape }) => shape.kind === "blob" && shape.streaming,
    );
  }

  get streamsOutput(): boolean {
    return this.output.members.some(
      ({ shape }) => shape.kind === "blob" && shape.streaming,
    );
  }

  get eventStreamOutput(): boolean {
    return this.output.members.some(
      ({ shape, traits }) => shape.kind === "structure" && traits.streaming,
    );
  }

  get inputMembers(): readonly string[] {
    return this.input.members.map(({ name }) => name);
  }

  get sensitiveInput(): readonly string[] {
    return (this.#sensitiveInput ??= sensitivePaths(this.input));
  }

  get sensitiveOutput(): readonly string[] {
    return (this.#sensitiveOutput ??= sensitivePaths(this.output));
  }
}
