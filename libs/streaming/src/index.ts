export { CallStreams } from './call-streams.js';
export { CreditedStream, type Room } from './credited-stream.js';
export type { CsvLines } from './csv.format.js';
export { StreamFormats } from './stream-formats.js';
export { shuttingDown, type StreamSource } from './stream-writer.js';
export { StreamWriters } from './stream-writers.js';
export { CHANGE_SETTINGS, type ChangeSettings, ChangesModule } from './changes.module.js';
export { sseFrame, SseWriter } from './sse-writer.js';
export { StreamingModule } from './streaming.module.js';
