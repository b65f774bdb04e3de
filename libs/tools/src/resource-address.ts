import type { ResourceParameters } from '#libs/contracts';

/** Reads the parameters of an address like `odoo://records/{model}/{id}`; undefined for one of another form. */
export type AddressReader = (uri: string) => ResourceParameters | undefined;

export function isTemplate(uri: string): boolean {
  return uri.includes('{');
}

export function addressReader(template: string): AddressReader {
  const literal = template.replaceAll('.', '\\.');
  const pattern = new RegExp(`^${literal.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/?#]+)')}$`);
  return (uri) => {
    const groups = pattern.exec(uri)?.groups ?? (uri === template ? {} : undefined);
    return groups && decodeAll(groups);
  };
}

/** Undefined for an escape that stands for nothing. */
function decodeAll(groups: ResourceParameters): ResourceParameters | undefined {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}
