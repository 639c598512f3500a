export * from "./GetMetricData.ts";
export * from "./GetMetricStatistics.ts";
export * from "./ListMetrics.ts";
export * from "./PutMetricData.ts";
