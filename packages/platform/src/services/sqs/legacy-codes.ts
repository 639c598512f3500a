/** Errors that keep in the entries of batches the codes of the query protocol. */
const LEGACY: Readonly<Record<string, string>> = {
  MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
};

export const legacyCode = (name: string): string => LEGACY[name] ?? name;
