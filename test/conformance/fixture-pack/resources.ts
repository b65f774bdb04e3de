import type { ReadResourceResult, Resource, ResourceTemplateType } from '@modelcontextprotocol/server';
import { PNG } from './fixture.js';

type Contents = ReadResourceResult['contents'][number];

const TEMPLATE = /^test:\/\/template\/(?<id>[^/]+)\/data$/;

export const fixtureResources: readonly Resource[] = [
  { uri: 'test://static-text', name: 'static-text', description: 'A text.', mimeType: 'text/plain' },
  { uri: 'test://static-binary', name: 'static-binary', description: 'An image.', mimeType: 'image/png' },
  { uri: 'test://watched-resource', name: 'watched-resource', description: 'A text to watch.', mimeType: 'text/plain' },
];

export const fixtureTemplates: readonly ResourceTemplateType[] = [
  { uriTemplate: 'test://template/{id}/data', name: 'template', description: 'Data.', mimeType: 'application/json' },
];

/** @returns undefined for what is no fixture. */
export function readFixture(uri: string): Contents | undefined {
  const id = TEMPLATE.exec(uri)?.groups?.['id'];
  if (id !== undefined) {
    const text = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
    return { uri, mimeType: 'application/json', text };
  }
  const resource = fixtureResources.find((fixture) => fixture.uri === uri);
  if (!resource) return undefined;
  const { mimeType, description } = resource;
  const content = { uri, ...(mimeType !== undefined && { mimeType }) };
  return mimeType === 'image/png' ? { ...content, blob: PNG } : { ...content, text: String(description) };
}
