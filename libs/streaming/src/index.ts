export { CallStreams } from './call-streams.js';
export { CreditedStream, type Room } from './credited-stream.js';
export { StreamingModule } from './streaming.module.js';
