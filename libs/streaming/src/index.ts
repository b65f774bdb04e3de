export { CallStreams } from './call-streams.js';
export { CHANGE_SETTINGS, type ChangeSettings, ChangesModule } from './changes.module.js';
export { sseFrame, SseWriter } from './sse-writer.js';
export { StreamingModule } from './streaming.module.js';
