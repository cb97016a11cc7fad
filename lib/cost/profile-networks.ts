import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib/core';
import { LogArchive } from '../audit/log-archive';
import { KeyHierarchy } from '../keys/key-hierarchy';
import { NetworkProfile } from '../network/network-profile';
import { SegmentedVpc } from '../network/segmented-vpc';
import { WebAcl } from '../network/web-acl/web-acl';

/** The template of a network, with its web ACL. */
export interface ProfileNetwork {
  readonly name: string;
  readonly profile: NetworkProfile;
  /** Whether its applications may reach domains on the internet. */
  readonly hasWayOut: boolean;
  readonly template: unknown;
}

/** One domain: a firewall costs the same whatever it lets through. */
const DOMAINS = ['example.com'];

/** Strongroom's own network in every profile, without and with a way out: what each costs stands in its template. */
export function profileNetworks(at: { readonly region: string; readonly zones: number }): readonly ProfileNetwork[] {
  return Object.values(NetworkProfile).flatMap((profile) =>
    [false, true].map((hasWayOut) => ({
      name: `${profile}, ${hasWayOut ? 'with allowedDomains' : 'without allowedDomains'}, ${at.zones} zones in ${at.region}`,
      profile,
      hasWayOut,
      template: templateOf(profile, hasWayOut, at),
    })),
  );
}

/** Keys and archive stand in stacks of their own, as in the baseline: they are no part of what a network costs. */
function templateOf(
  profile: NetworkProfile,
  hasWayOut: boolean,
  at: { readonly region: string; readonly zones: number },
): unknown {
  const outdir = mkdtempSync(join(tmpdir(), 'strongroom-cost-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    const stack = (name: string) => new Stack(app, name, { env: { account: '111122223333', region: at.region } });
    new KeyHierarchy(stack('Keys'), 'Hierarchy', { environmentName: 'cost' }).serve(app);
    new LogArchive(stack('Audit'), 'Archive').serve(app);
    const network = stack('Network');
    new SegmentedVpc(network, 'Network', { profile, zones: at.zones, ...(hasWayOut && { allowedDomains: DOMAINS }) });
    new WebAcl(network, 'WebAcl');
    return app.synth().getStackArtifact(network.artifactId).template;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
