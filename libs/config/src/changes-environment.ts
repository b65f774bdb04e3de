import { OAuthEnvironment } from './oauth-environment.js';
import { IntegerSetting } from './setting.decorator.js';

const CHANGES = 'Live changes';

/** The part of the environment that tells how changes of records are looked for, and for how many listeners. */
export class ChangesEnvironment extends OAuthEnvironment {
  @IntegerSetting({
    group: CHANGES,
    about: 'Seconds between two looks at a model that somebody listens to.',
    from: 1,
    to: 3600,
    default: 2,
  })
  CHANGES_POLL_SECONDS!: number;

  @IntegerSetting({
    group: CHANGES,
    about:
      'How far each look goes back, in seconds: no shorter than the longest transaction of Odoo, ' +
      'which is seen only when it ends and dated when it began.',
    from: 1,
    to: 3600,
    default: 120,
  })
  CHANGES_OVERLAP_SECONDS!: number;

  @IntegerSetting({
    group: CHANGES,
    about: 'How long a listener may have been away and still be told what it missed, in seconds.',
    from: 1,
    to: 86_400,
    default: 3600,
  })
  CHANGES_REPLAY_SECONDS!: number;

  @IntegerSetting({
    group: CHANGES,
    about:
      'Records of one model that are kept in mind: deletions are told of models that have no more, ' +
      'and a listener that missed more has to read anew.',
    from: 1,
    to: 1_000_000,
    default: 20_000,
  })
  CHANGES_MAX_RECORDS!: number;

  @IntegerSetting({
    group: CHANGES,
    about: 'Events that may wait for one listener; one that reads slower is sent away.',
    from: 1,
    to: 100_000,
    default: 1000,
  })
  CHANGES_QUEUE_EVENTS!: number;

  @IntegerSetting({ group: CHANGES, about: 'Listeners at once.', from: 1, to: 100_000, default: 1000 })
  CHANGES_MAX_LISTENERS!: number;

  @IntegerSetting({
    group: CHANGES,
    about: 'Different questions (of model, domain, fields and key) that are listened to at once.',
    from: 1,
    to: 10_000,
    default: 100,
  })
  CHANGES_MAX_QUESTIONS!: number;
}
