import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { STREAM_DISPATCHER, type StreamDispatcher } from '#libs/contracts';
import { CallStreams } from './call-streams.js';
import { STREAM_SETTINGS, type StreamSettings, StreamWriters } from './stream-writers.js';

/** Calls whose answers come in pieces, for every door that can write pieces. */
@Module({})
export class StreamingModule {
  /** @param imports offer STREAM_DISPATCHER and STREAM_SETTINGS. */
  static register({ imports }: Required<Pick<ModuleMetadata, 'imports'>>): DynamicModule {
    return {
      module: StreamingModule,
      imports,
      providers: [
        {
          provide: CallStreams,
          inject: [STREAM_DISPATCHER],
          useFactory: (dispatcher: StreamDispatcher) => new CallStreams(dispatcher),
        },
        {
          provide: StreamWriters,
          inject: [STREAM_SETTINGS],
          useFactory: (settings: StreamSettings) => new StreamWriters(settings),
        },
      ],
      exports: [CallStreams, StreamWriters],
    };
  }
}
