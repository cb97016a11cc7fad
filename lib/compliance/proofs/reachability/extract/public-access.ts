import { grouped } from '../../../template/grouped';
import type { Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { read } from '../../../template/values';
import type { PublicAccess } from '../model/network-model';
import { type Thing, thingsAt } from './things';

const OPTIONS = 'AWS::EC2::VPCBlockPublicAccessOptions';
const EXCLUSION = 'AWS::EC2::VPCBlockPublicAccessExclusion';

const BY_MODE: Readonly<Record<string, PublicAccess>> = {
  'block-bidirectional': 'blocked',
  // NAT and egress-only gateways pass.
  'block-ingress': 'outward-only',
  'allow-egress': 'outward-only',
  'allow-bidirectional': 'both-ways',
};
/** From the least to the most that passes. */
const ORDER: readonly PublicAccess[] = ['blocked', 'outward-only', 'both-ways'];

/** What Block Public Access lets pass at subnets: by the mode of the account and region, and by what is excluded from it. */
export class PublicAccesses {
  private readonly excluded: ReadonlyMap<Resource, readonly PublicAccess[]>;
  /** Of exclusions that nobody knows the place of. */
  private readonly anywhere: readonly { readonly exclusion: Resource; readonly access: PublicAccess }[];

  public constructor(private readonly index: TemplateIndex) {
    const all = index.ofType(EXCLUSION).flatMap((exclusion) => {
      const access = accessOf(index, exclusion, 'InternetGatewayExclusionMode');
      const things: readonly Thing[] = [...thingsAt(index, exclusion, 'SubnetId'), ...thingsAt(index, exclusion, 'VpcId')];
      return things.map((thing) => ({ thing, exclusion, access }));
    });
    this.excluded = grouped(
      all.flatMap(({ thing, access }) => (thing.kind === 'made' ? [[thing.resource, access] as const] : [])),
    );
    this.anywhere = all.filter(({ thing }) => thing.kind === 'unseen' && thing.literal === undefined);
  }

  /** What passes between a subnet and an internet gateway. An exclusion of the subnet, or of its VPC, may let more pass. */
  public of(subnet: Resource, vpc: Resource | undefined): PublicAccess {
    const [options, ...others] = this.index.inEnvironmentOf(subnet, OPTIONS);
    if (options === undefined || others.length > 0 || options.definition['Condition'] !== undefined) return 'both-ways';
    const mode = accessOf(this.index, options, 'InternetGatewayBlockMode');
    const own = [...(this.excluded.get(subnet) ?? []), ...(vpc === undefined ? [] : (this.excluded.get(vpc) ?? []))];
    return most([mode, ...own, ...this.anywhere.map(({ access }) => access)]);
  }
}

/** What a mode lets pass; one that nobody knows lets everything pass. */
function accessOf(index: TemplateIndex, resource: Resource, path: string): PublicAccess {
  const modes = read(index, resource, path);
  return most(modes.map((mode) => (mode.kind === 'literal' ? BY_MODE[String(mode.value)] : undefined) ?? 'both-ways'));
}

function most(accesses: readonly PublicAccess[]): PublicAccess {
  return ORDER[Math.max(0, ...accesses.map((access) => ORDER.indexOf(access)))] ?? 'both-ways';
}
