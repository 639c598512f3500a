export { WireFault, type WireCode } from "./fault.ts";
export { claim, type Claim } from "./match.ts";
export { serviceModel, type ServiceModel } from "./model.ts";
export type { HttpTrait, OperationModel } from "./schema/operation.ts";
export { redacted } from "./schema/sensitive.ts";
export type { HttpAnswer, ProtocolName, RequestHead } from "./request.ts";
export { decode, encode, encodeError } from "./exchange.ts";
export type {
  AnswerMeta,
  ErrorAnswer,
  ErrorMeta,
} from "./protocols/protocol.ts";
