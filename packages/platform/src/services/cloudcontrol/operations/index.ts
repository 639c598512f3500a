export * from "./CancelResourceRequest.ts";
export * from "./CreateResource.ts";
export * from "./DeleteResource.ts";
export * from "./GetResource.ts";
export * from "./GetResourceRequestStatus.ts";
export * from "./ListResourceRequests.ts";
export * from "./ListResources.ts";
export * from "./UpdateResource.ts";
