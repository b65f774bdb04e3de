/** What narrows a key beyond its mode. Patterns may hold `*`; nothing here opens what is protected. */
export interface AccessRules {
  /** Models that may be touched; all that are not protected where it is empty. */
  readonly modelsAllow: readonly string[];
  readonly modelsDeny: readonly string[];
  /** `field`, or `model.name:field`. */
  readonly fieldsDeny: readonly string[];
  /** `method`, or `model.name:method`. */
  readonly methodsDeny: readonly string[];
  /** Records that one call may create or change. */
  readonly maxWriteRecords: number;
  /** Records that one call may delete. */
  readonly maxUnlinkRecords: number;
}
