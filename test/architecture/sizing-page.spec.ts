import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { configurationPage } from '#libs/config';

interface Deployment {
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly [Container] } } };
}

interface Container {
  readonly resources: Readonly<Record<'requests' | 'limits', Readonly<Record<string, string>>>>;
}

const page = readFileSync('docs/operations/sizing.md', 'utf8');

function defaultOf(setting: string): number {
  const found = new RegExp(`^\\| \`${setting}\` \\| \`(?<value>\\d+)\``, 'm').exec(configurationPage());
  return Number(found?.groups?.['value']);
}

describe('docs/operations/sizing.md', () => {
  const mebibytes = (one: string, other: string) => Math.round((defaultOf(one) * defaultOf(other)) / 2 ** 20);

  it.each([
    ['ODOO_MAX_CONNECTIONS', 'ODOO_MAX_RESPONSE_BYTES'],
    ['WS_MAX_SOCKETS', 'WS_MAX_WAITING_BYTES'],
    ['IDEMPOTENCY_MAX_RECORDS', 'IDEMPOTENCY_MAX_ANSWER_BYTES'],
  ])('multiplies %s and %s right', (one, other) => {
    const line = page.split('\n').find((text) => text.includes(`\`${one}\` × \`${other}\``));
    expect(line).toMatch(new RegExp(`\\| ${mebibytes(one, other)} MiB +\\|$`));
  });

  it('counts ids of streams, connections and the disk right', () => {
    expect(page).toContain(
      `${(defaultOf('STREAM_MAX_OPEN') * defaultOf('STREAM_MAX_IDS')).toLocaleString('en')} numbers`,
    );
    expect(page).toContain(`${(defaultOf('MAX_CONNECTIONS') + 200).toLocaleString('en')} or more`);
    expect(page).toContain(`${(defaultOf('AUDIT_MAX_BYTES') * (defaultOf('AUDIT_KEEP_FILES') + 1)) / 1e9} GB with`);
  });

  it('has the defaults that it names in brackets', () => {
    const named = Array.from(page.matchAll(/`(?<setting>[A-Z_]+)` \((?<value>[\d,]+)\)/g), ({ groups }) => [
      groups?.['setting'] ?? '',
      Number(groups?.['value']?.replaceAll(',', '')),
    ]);
    expect(named.length).toBeGreaterThan(5);
    expect(named).toEqual(named.map(([setting]) => [setting, defaultOf(String(setting))]));
  });

  it('says of the manifests and the image what they have', () => {
    const { spec } = parse(readFileSync('deploy/kubernetes/base/deployment.yaml', 'utf8')) as Deployment;
    const { requests, limits } = spec.template.spec.containers[0].resources;
    expect(page).toContain(`a request of ${requests['cpu']}, no limit`);
    expect(page).toContain(`a request of ${requests['memory']}, a limit of ${limits['memory']}`);
    expect(limits['cpu']).toBeUndefined();
    const heap = /--max-old-space-size=\d+/.exec(readFileSync('Dockerfile', 'utf8'))?.[0];
    expect(page).toContain(`\`${heap}\``);
  });
});
