import {
  type Completers,
  type Mode,
  modeAllows,
  type PromptDefinition,
  type ResourceDefinition,
  type ToolDefinition,
} from '#libs/contracts';
import { z } from 'zod';
import { promptCatalog } from './prompt-catalog.js';
import { promptListing } from './prompt-dispatcher.js';
import { isTemplate } from './resource-address.js';
import { resourceCatalog } from './resource-catalog.js';
import { toolCatalog } from './tool-catalog.js';
import { listingOf } from './tool-listing.js';

/** What of JSON Schema the tools use. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
}

const MODES: readonly Mode[] = ['readonly', 'readwrite'];

/** The text of docs/tools.md. */
export function toolsPage(): string {
  const lines = [
    '# Tools, resources and prompts',
    '',
    'Every tool, with its arguments and the members of its result, every resource, and every prompt.',
    'This page is generated from the catalog (`make docs`) and compared in `make test`.',
    'How to call them: [MCP](mcp.md), [REST](rest.md), [streams](streaming.md). What a mode allows: [modes](modes.md).',
    '',
    'Points are what a call costs of `RATE_LIMIT_REQUESTS`: [rate limits](operations/rate-limits.md).',
    '',
    '| tool | what it does | access | modes | points |',
    '| --- | --- | --- | --- | --- |',
    ...toolCatalog.map(
      ({ name, title, access, weight = 1 }) =>
        `| [\`${name}\`](#${name}) | ${title} | ${access} | ${modesOf(access)} | ${weight} |`,
    ),
    ...toolCatalog.flatMap(toolSection),
    '',
    '## Resources',
    '',
    'JSON unless another type is named; both modes see them all.',
    '',
    ...resourceTable(resourceCatalog.filter(({ uri }) => !isTemplate(uri))),
    '',
    '## Resource templates',
    '',
    ...resourceTable(resourceCatalog.filter(({ uri }) => isTemplate(uri))),
    '',
    '## Prompts',
    '',
    'Every key sees them all: what they tell a model to do is reading. Clients offer values as an argument is typed.',
    ...promptCatalog.flatMap(promptSection),
  ];
  return `${lines.join('\n')}\n`;
}

function toolSection(tool: ToolDefinition): string[] {
  const { inputSchema, outputSchema } = listingOf(tool);
  const result = z.toJSONSchema(tool.output, { io: 'output' }) as Schema;
  const shown = outputSchema ? 'as JSON, and as `structuredContent`' : 'as compact text';
  const files = tool.toFiles ? ', with the file beside it' : '';
  const rows = tool.pages ? ' [Streams](streaming.md) give all rows there are.' : '';
  return [
    '',
    `## ${tool.name}`,
    '',
    `**${tool.title}.** ${cell(tool.description)}`,
    '',
    `Access: ${tool.access}. Visible in: ${modesOf(tool.access)}. A model gets the result ${shown}${files}.${rows}`,
    '',
    ...table(['argument', 'type', 'when left out', 'about'], membersOf(inputSchema, argumentRow)),
    '',
    ...table(['result', 'type', 'about'], membersOf(result, resultRow)),
    ...(isLoose(result) ? ['', OTHER_MEMBERS] : []),
  ];
}

const OTHER_MEMBERS = 'Other members may stand beside these: [what they tell](rest.md#results-of-writing).';

function isLoose({ additionalProperties }: Schema): boolean {
  return additionalProperties !== undefined && additionalProperties !== false;
}

type Row = (name: string, schema: Schema, required: boolean) => string[];

function argumentRow(name: string, schema: Schema, required: boolean): string[] {
  const fallback = schema.default === undefined ? '–' : `\`${JSON.stringify(schema.default)}\``;
  return [`\`${name}\``, typeOf(schema), required ? '**required**' : fallback, aboutOf(schema)];
}

function resultRow(name: string, schema: Schema, required: boolean): string[] {
  return [`\`${name}\`${required ? '' : '?'}`, typeOf(schema), aboutOf(schema)];
}

function membersOf({ properties = {}, required = [] }: Schema, row: Row): string[][] {
  return Object.entries(properties).map(([name, schema]) => row(name, schema, required.includes(name)));
}

function typeOf(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(', or ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  if (schema.type === 'array') return `list of ${schema.items ? pluralOf(schema.items) : 'anything'}`;
  if (schema.type === 'object') return objectType(schema);
  return schema.type ?? 'anything';
}

function pluralOf(schema: Schema): string {
  const named = schema.properties ?? schema.enum ?? schema.anyOf;
  return named || schema.type === undefined ? typeOf(schema) : `${schema.type}s`;
}

function objectType({ properties, required = [] }: Schema): string {
  if (!properties) return 'object';
  const names = Object.keys(properties).map((name) => `${name}${required.includes(name) ? '' : '?'}`);
  return `\`{${names.join(', ')}}\``;
}

function aboutOf({ description, minimum, maximum, minItems, maxItems, maxLength }: Schema): string {
  const bounds = [
    span(bounded(minimum), bounded(maximum), ''),
    span(minItems === 1 && maxItems === undefined ? undefined : minItems, maxItems, ' items'),
    span(undefined, maxLength, ' characters'),
  ];
  return cell([description, ...bounds].filter((part) => part !== undefined && part !== '').join('. '));
}

/** Bounds that only say "a number that computers can count to" say nothing. */
function bounded(bound: number | undefined): number | undefined {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? bound : undefined;
}

function span(from: number | undefined, to: number | undefined, unit: string): string {
  if (to === undefined) return from === undefined ? '' : `At least ${from}${unit}`;
  return from === undefined ? `At most ${to}${unit}` : `${from} to ${to}${unit}`;
}

function modesOf(access: ToolDefinition['access']): string {
  return MODES.filter((mode) => modeAllows(mode, access)).join(', ');
}

function resourceTable(resources: readonly ResourceDefinition[]): string[] {
  return table(
    ['address', 'what it is', 'type', 'points', 'completes'],
    resources.map(({ uri, description, mimeType, weight = 1, complete }) => [
      `\`${uri}\``,
      cell(description),
      mimeType,
      String(weight),
      completedParameters(complete),
    ]),
  );
}

function completedParameters(complete: Completers = {}): string {
  return (
    Object.entries(complete)
      .map(([parameter, { offers }]) => `\`${parameter}\`: ${offers}`)
      .join('; ') || '–'
  );
}

function promptSection(prompt: PromptDefinition): string[] {
  const { name, title, description, arguments: args } = promptListing(prompt);
  const rows = args.map((argument) => [
    `\`${argument.name}\``,
    argument.required ? '**required**' : 'optional',
    cell(argument.description),
    prompt.complete?.[argument.name]?.offers ?? '–',
  ]);
  return [
    '',
    `### ${name}`,
    '',
    `**${title}.** ${cell(description)}`,
    '',
    ...table(['argument', '', 'about', 'completes'], rows),
  ];
}

function table(columns: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)];
}

/** Descriptions are written for models; here their bars are no borders and their brackets no markup. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
