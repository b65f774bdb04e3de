import { applyDecorators } from '@nestjs/common';
import { Expose, Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from './checks.js';

/** How the text of an environment variable is read. */
export type SettingKind = 'text' | 'integer' | 'number' | 'boolean' | 'list';

export interface SettingDescription {
  readonly group: string;
  readonly kind?: SettingKind;
  /** One sentence for the table, ending in a full stop. */
  readonly about: string;
  /** What a right value is, fit for "expected …". */
  readonly expects: string;
  /** What holds when it is not set, as it would be written; nothing for a required setting. */
  readonly default?: string;
  readonly example?: string;
  readonly required?: boolean;
  /** Never printed, not even as an example. */
  readonly secret?: boolean;
}

export interface Setting extends SettingDescription {
  readonly name: string;
  readonly kind: SettingKind;
}

const registered: Setting[] = [];

/** Every setting of the gateway, in the order of its definition. */
export function settings(): readonly Setting[] {
  return registered;
}

/** Declares an environment variable: the one place from which parsing, the table and `.env.example` follow. */
export function Setting(description: SettingDescription): PropertyDecorator {
  const kind = description.kind ?? 'text';
  const register: PropertyDecorator = (_target, name) => {
    registered.push({ ...description, name: String(name), kind });
  };
  return applyDecorators(
    register,
    Expose(),
    Transform(({ value }) => readValue(isBlank(value) ? description.default : value, kind), { toClassOnly: true }),
    ...(description.required ? [] : [IsOptional()]),
  );
}

export interface IntegerSettingDescription extends Pick<SettingDescription, 'group' | 'about'> {
  readonly from: number;
  readonly to: number;
  readonly default: number;
}

/** A whole number within bounds. */
export function IntegerSetting({
  group,
  about,
  from,
  to,
  default: fallback,
}: IntegerSettingDescription): PropertyDecorator {
  const expects = `a whole number from ${from} to ${to}`;
  return applyDecorators(
    Setting({ group, about, expects, kind: 'integer', default: String(fallback) }),
    IsInt(),
    Min(from),
    Max(to),
  );
}

/** An empty value counts as unset, because compose files pass variables on that way. */
function isBlank(value: unknown): boolean {
  return typeof value !== 'string' || value.trim() === '';
}

function readValue(value: unknown, kind: SettingKind): unknown {
  if (typeof value !== 'string' || isBlank(value)) return kind === 'list' ? [] : undefined;
  const text = value.trim();
  switch (kind) {
    case 'text':
      return text;
    case 'integer':
      return /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    case 'number':
      return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    case 'boolean':
      return readBoolean(text);
    case 'list':
      return text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean);
    default:
      return kind satisfies never;
  }
}

function readBoolean(text: string): unknown {
  if (/^(?:true|1|yes|on)$/i.test(text)) return true;
  return /^(?:false|0|no|off)$/i.test(text) ? false : text;
}
