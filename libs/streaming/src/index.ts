export { CallStreams } from './call-streams.js';
export { StreamingModule } from './streaming.module.js';
