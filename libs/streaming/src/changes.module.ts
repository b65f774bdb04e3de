import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type ModuleMetadata,
} from '@nestjs/common';
import {
  CALL_BUDGET,
  CALL_OBSERVER,
  type CallBudget,
  type CallObserver,
  CHANGE_FEED,
  ODOO_GUARD,
  type OdooGuard,
  STATE_SIGNER,
  type StateSigner,
} from '#libs/contracts';
import { type ChangeFeedSettings, PollingChangeFeed } from './change-feed.js';

/** The feed's limits, without what is given here: clocks and chance. */
export type ChangeSettings = Omit<ChangeFeedSettings, 'clocks' | 'random'>;

export const CHANGE_SETTINGS = Symbol('CHANGE_SETTINGS');

const clocks = { monotonic: () => performance.now(), wall: Date.now };

/** Live changes of records, for every door that can tell of them. */
@Module({})
export class ChangesModule implements BeforeApplicationShutdown {
  constructor(@Inject(CHANGE_FEED) private readonly feed: PollingChangeFeed) {}

  /** @param imports offer ODOO_GUARD, STATE_SIGNER, CALL_BUDGET, CALL_OBSERVER and CHANGE_SETTINGS. */
  static register({ imports }: Required<Pick<ModuleMetadata, 'imports'>>): DynamicModule {
    return {
      module: ChangesModule,
      imports,
      providers: [
        {
          provide: CHANGE_FEED,
          inject: [ODOO_GUARD, STATE_SIGNER, CALL_BUDGET, CALL_OBSERVER, CHANGE_SETTINGS],
          useFactory: (
            guard: OdooGuard,
            signer: StateSigner,
            budget: CallBudget,
            observer: CallObserver,
            settings: ChangeSettings,
          ) => new PollingChangeFeed(guard, signer, budget, observer, { ...settings, clocks, random: Math.random }),
        },
      ],
      exports: [CHANGE_FEED],
    };
  }

  /** A listener never ends by itself, so that a shutdown would wait for it. */
  beforeApplicationShutdown(): void {
    this.feed.endAll();
  }
}
