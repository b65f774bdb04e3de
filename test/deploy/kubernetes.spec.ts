import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentExample, readEnvironment } from '#libs/config';

const OVERLAYS = 'deploy/kubernetes/overlays';
const NAME = 'odoo-mcp-server';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec?: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
  readonly periodSeconds: number;
  readonly failureThreshold: number;
}

interface Container {
  readonly image: string;
  readonly env?: readonly { name: string; value?: string; valueFrom?: { secretKeyRef?: { optional?: boolean } } }[];
  readonly ports: readonly { readonly name: string }[];
  readonly volumeMounts?: readonly { readonly mountPath: string }[];
  readonly securityContext: object;
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}

interface Deployment {
  readonly replicas?: number;
  readonly selector: { readonly matchLabels: object };
  readonly template: {
    readonly metadata: { readonly labels: object };
    readonly spec: {
      readonly terminationGracePeriodSeconds: number;
      readonly securityContext: object;
      readonly containers: readonly Container[];
    };
  };
}

interface Service {
  readonly selector: object;
  readonly ports: readonly { readonly targetPort: string }[];
}

/** What the Secret is told to hold, by the page that says how to make it. */
const SECRETS = {
  ODOO_USERNAME: 'gateway',
  ODOO_PASSWORD: 'a password',
  API_KEY: 'sixteen characters at least',
  STATE_SECRET: 'thirty-two characters at the very least',
  AUDIT_SECRET: 'thirty-two characters at the very least',
  REDIS_URL: 'redis://redis:6379',
};

const names = readdirSync(OVERLAYS);
const folders = names.map((name) => join(OVERLAYS, name));
const { rendered, problems } = JSON.parse(
  execFileSync(process.execPath, ['test/deploy/manifests.mjs', ...folders], { encoding: 'utf8' }),
) as { rendered: Record<string, Manifest[]>; problems: string[] };

it('has no overlay that a schema refuses', () => {
  expect(problems).toEqual([]);
});

describe.each(names)('the overlay %s', (overlay) => {
  const manifests = rendered[join(OVERLAYS, overlay)] ?? [];
  const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
  const specsOf = <Spec>(kind: string) => ofKind(kind).map(({ spec }) => spec as Spec);
  const [deployment] = specsOf<Deployment>('Deployment') as [Deployment];
  const { selector, template, replicas } = deployment;
  const { containers, terminationGracePeriodSeconds, securityContext } = template.spec;
  const [container] = containers as [Container];
  const settings = ofKind('ConfigMap')[0]?.data ?? {};
  const environment = { ...settings, ...SECRETS };

  it('is one container, of the version of this package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(containers.map(({ image }) => image)).toEqual([`${NAME}:${version}`]);
  });

  it('sets what there is to set, to what the gateway takes', () => {
    expect(Object.keys(settings).filter((name) => !environmentExample().includes(`${name}=`))).toEqual([]);
    expect(() => readEnvironment(environment)).not.toThrow();
  });

  it('holds no secret: it names the one that has them', () => {
    expect(ofKind('Secret')).toEqual([]);
    expect(Object.keys(settings).filter((name) => name in SECRETS)).toEqual([]);
    expect((container.env ?? []).filter(({ value }) => value !== undefined)).toEqual([]);
  });

  it('gives a shutdown the time that the gateway takes for it', () => {
    const { SHUTDOWN_GRACE_MS, SHUTDOWN_DELAY_MS } = readEnvironment(environment);
    expect(terminationGracePeriodSeconds * 1000).toBeGreaterThan(SHUTDOWN_GRACE_MS);
    // Nothing is sent here any more once the readiness probe has failed.
    const { periodSeconds, failureThreshold } = container.readinessProbe;
    expect(SHUTDOWN_DELAY_MS).toBeGreaterThan(periodSeconds * failureThreshold * 1000);
  });

  it('asks the addresses that are there for it', () => {
    const { startupProbe, livenessProbe, readinessProbe } = container;
    expect(startupProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(livenessProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(readinessProbe.httpGet).toEqual({ path: '/health/ready', port: 'http' });
  });

  it('runs with no rights and writes nowhere but to its volumes', () => {
    expect(template.spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const folder = settings['AUDIT_FILE']?.replace(/\/[^/]+$/, '');
    expect((container.volumeMounts ?? []).map(({ mountPath }) => mountPath)).toEqual(folder ? [folder] : []);
  });

  it('leads to the pods that it makes, by ports that they have', () => {
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    const [service] = specsOf<Service>('Service') as [Service];
    expect(service.selector).toEqual(selector.matchLabels);
    const there = container.ports.map(({ name }) => name);
    expect(service.ports.map(({ targetPort }) => targetPort).toSorted()).toEqual(there.toSorted());
    for (const kind of ['PodDisruptionBudget', 'ServiceMonitor']) {
      const chosen = specsOf<{ selector: object }>(kind).map((spec) => spec.selector);
      expect(chosen).toEqual(chosen.map(() => ({ matchLabels: selector.matchLabels })));
    }
  });

  it('shares its state where there is more than one', () => {
    const needed = (container.env ?? []).map(({ name, valueFrom }) => [name, valueFrom?.secretKeyRef?.optional]);
    const several = ofKind('HorizontalPodAutoscaler').length > 0;
    expect(needed).toEqual(
      several
        ? [
            ['REDIS_URL', undefined],
            ['STATE_SECRET', undefined],
          ]
        : [],
    );
    expect(replicas).toBe(several ? undefined : 1);
  });

  it('has one way in at most, which cuts no stream', () => {
    const routes = specsOf<{ hostnames: string[]; rules: object[] }>('HTTPRoute');
    for (const { hostnames, rules } of routes) {
      expect(hostnames).toEqual([settings['ALLOWED_HOSTS']]);
      expect(rules).toMatchObject([{ timeouts: { request: '0s', backendRequest: '0s' } }]);
    }
    const ingresses = ofKind('Ingress').map(({ metadata }) => metadata as unknown as { annotations: object });
    for (const { annotations } of ingresses) {
      expect(annotations).toMatchObject({ 'nginx.ingress.kubernetes.io/proxy-buffering': 'off' });
    }
    expect(routes.length + ingresses.length).toBeLessThanOrEqual(1);
  });
});
