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

/** Names that are open and names that are closed; patterns may hold `*`. */
export interface NameRules {
  /** All where it is empty. */
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/** What one caller is narrowed to, beyond the rules of the gateway. Both must let a call through. */
export interface OwnRules {
  readonly models: NameRules;
  /** `field`, or `model.name:field`. The id of a record is always open. */
  readonly fields: NameRules;
  /** `method`, or `model.name:method`. What is allowed narrows the methods that act; reading goes on. */
  readonly methods: NameRules;
}
