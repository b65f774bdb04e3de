import { accessSync, constants } from 'node:fs';
import { isIP } from 'node:net';
import { ValidateBy, type ValidationOptions } from './checks.js';

/** The name of a model, with `*` for any part. */
export const MODEL_PATTERN = /^[a-z*][a-z0-9_.*]*$/;

/** The name of a field or method, or model:name, with `*` for any part. */
export const MEMBER_PATTERN = /^(?:[a-z*][a-z0-9_.*]*:)?[a-z_*][a-z0-9_*]*$/;

/** A file that can be read now, so that a wrong path stops the start and not the first call. */
export function IsExistingFile(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isExistingFile', validator: { validate: isReadable } }, options);
}

/** `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`. */
export function IsAddressRange(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isAddressRange', validator: { validate: isAddressRange } }, options);
}

/** `redis://…` or `rediss://…` */
export function IsRedisUrl(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isRedisUrl', validator: { validate: isRedisUrl } }, options);
}

function isRedisUrl(value: unknown): boolean {
  const url = URL.parse(String(value));
  return url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== '';
}

/** An https URL, or an http one on this machine; without user, query or fragment. */
export function IsSecureUrl(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isSecureUrl', validator: { validate: isSecureUrl } }, options);
}

/** Whether what is sent there cannot be read or changed on the way. */
export function isSecureUrl(value: unknown): boolean {
  const url = URL.parse(String(value));
  if (!url || url.username !== '' || url.password !== '' || /[?#]/.test(url.href)) return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
}

/** An http or https URL without user, query or fragment. */
export function IsWebUrl(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isWebUrl', validator: { validate: isWebUrl } }, options);
}

function isWebUrl(value: unknown): boolean {
  const url = URL.parse(String(value));
  if (!url || url.username !== '' || url.password !== '' || /[?#]/.test(url.href)) return false;
  return /^https?:$/.test(url.protocol);
}

/** `name=value,other=value`, values percent-encoded, as OpenTelemetry has headers. */
export function AreHeaders(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'areHeaders', validator: { validate: areHeaders } }, options);
}

const HEADER = /^\s*[\w!#$&'*+.^`|~-]+=(?:[\x20-\x24\x26-\x7e]|%[2-7][0-9a-f])*$/i;

function areHeaders(value: unknown): boolean {
  return String(value)
    .split(',')
    .every((pair) => HEADER.test(pair));
}

function isReadable(path: unknown): boolean {
  try {
    accessSync(String(path), constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

export function isAddressRange(value: unknown): boolean {
  const [address = '', prefix, ...rest] = String(value).split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}
