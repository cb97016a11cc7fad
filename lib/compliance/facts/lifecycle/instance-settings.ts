import type { Target } from '../../template/references';
import { isObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, elements, isAbsent, isAlways, isFalse, isTrue, read, readFrom } from '../../template/values';
import { SETTINGS } from './launched-by';

/** Something wrong with a setting. */
interface Fault {
  readonly path: string;
  readonly detail: string;
}

/** A question about instances, put to what is launched and to what it is launched from. */
export interface Question {
  /** What nobody knows when a launch template is elsewhere. */
  readonly about: string;
  /** What is wrong with what a resource says; `undefined` when it says nothing. */
  readonly of: (resource: Resource, index: TemplateIndex) => readonly Fault[] | undefined;
  /** What is wrong when neither the resource nor all that it is launched from say something. */
  readonly unsaid: (resource: Resource, index: TemplateIndex, launched: boolean) => readonly Fault[];
}

/** Names under which images have their root volume. */
const ROOT_DEVICE = /^\/dev\/(xvda|sda1?)$/;
const GROUP = 'AWS::AutoScaling::AutoScalingGroup';

const METADATA: Question = {
  about: 'whether its metadata need a token',
  of: (resource, index) => {
    const path = pathIn(resource, 'MetadataOptions');
    if (path === undefined) return undefined;
    if (isAlways(index, resource, `${path}.HttpEndpoint`, (value) => value === 'disabled')) return [];
    const tokens = read(index, resource, `${path}.HttpTokens`);
    if (tokens.every(isAbsent)) return undefined;
    const required = tokens.every((target) => target.kind === 'literal' && target.value === 'required');
    return required
      ? []
      : [{ path: `${path}.HttpTokens`, detail: `HttpTokens is ${describe(tokens)}, so that IMDSv1 is allowed` }];
  },
  unsaid: (resource, _, launched) => {
    if (launched || resource.type === GROUP) return [];
    const path = `${pathIn(resource, 'MetadataOptions')}`;
    return [{ path, detail: 'nothing says that the metadata need a token, and some images and accounts allow IMDSv1' }];
  },
};

const ADDRESS: Question = {
  about: 'whether it has a public address',
  of: (resource, index) => {
    const elastic = (index.derive(elasticAddresses).get(resource) ?? []).map((detail) => ({ path: 'NetworkInterfaces', detail }));
    const said = publicAddress(resource, index);
    return said === undefined && elastic.length === 0 ? undefined : [...(said ?? []), ...elastic];
  },
  unsaid: (resource, index) => {
    const paths = SUBNETS[resource.type];
    if (paths === undefined) return [];
    const subnets = paths.flatMap((path) => read(index, resource, path)).filter((target) => !isAbsent(target));
    const path = paths[0] ?? '';
    if (subnets.length === 0) return [{ path, detail: 'it is in a default subnet, which gives it a public address' }];
    return subnets.flatMap((subnet) => {
      if (subnet.kind !== 'resource' || subnet.resource.type !== 'AWS::EC2::Subnet') {
        return [{ path, detail: 'its subnet is not in the app, and may give it a public address' }];
      }
      const { resource: made } = subnet;
      const never = isAlways(index, made, 'MapPublicIpOnLaunch', (value) => value === undefined || isFalse(value));
      return never ? [] : [{ path, detail: `its subnet '${made.path}' gives it a public address` }];
    });
  },
};

const VOLUMES: Question = {
  about: 'whether its volumes are encrypted',
  of: (resource, index) => {
    const path = pathIn(resource, 'BlockDeviceMappings');
    const mappings = path === undefined ? [] : elements(index, resource, path);
    if (path === undefined || mappings.length === 0) return undefined;
    const faults = mappings.flatMap((mapping) => unencrypted(mapping, resource, index));
    const root = mappings.some(({ kind, ...rest }) => kind !== 'literal' || ROOT_DEVICE.test(deviceOf(rest)));
    return [...faults, ...(root ? [] : ['no mapping is for the root volume, /dev/xvda or /dev/sda1'])].map((detail) => ({
      path,
      detail,
    }));
  },
  unsaid: (resource, _, launched) => {
    if (launched || resource.type === GROUP) return [];
    const path = `${pathIn(resource, 'BlockDeviceMappings')}`;
    return [{ path, detail: 'nothing says that the root volume is encrypted, and only a default of the account may' }];
  },
};

export const QUESTIONS: readonly Question[] = [METADATA, ADDRESS, VOLUMES];

/** Where what is launched says its subnets. */
const SUBNETS: Readonly<Record<string, readonly string[]>> = {
  [GROUP]: ['VPCZoneIdentifier.*'],
  'AWS::EC2::Instance': ['SubnetId', 'NetworkInterfaces.*.SubnetId'],
};

function pathIn({ type }: Resource, property: string): string | undefined {
  return SETTINGS[type] === undefined ? undefined : `${SETTINGS[type]}${property}`;
}

function publicAddress(resource: Resource, index: TemplateIndex): readonly Fault[] | undefined {
  const own = resource.type === 'AWS::AutoScaling::LaunchConfiguration';
  const path = pathIn(resource, own ? 'AssociatePublicIpAddress' : 'NetworkInterfaces');
  if (path === undefined) return undefined;
  const answers = own
    ? [read(index, resource, path)]
    : elements(index, resource, path).map((network) => {
        if (network.kind !== 'literal') return [network];
        const existing = readFrom(index, resource, network.value, 'NetworkInterfaceId').some((target) => !isAbsent(target));
        return existing ? [NO] : readFrom(index, resource, network.value, 'AssociatePublicIpAddress');
      });
  const said = answers.filter((targets) => !targets.every(isAbsent));
  if (said.length === 0) return undefined;
  return said.flatMap((targets) => {
    const none = targets.every((target) => target.kind === 'literal' && isFalse(target.value));
    return none ? [] : [{ path, detail: `AssociatePublicIpAddress is ${describe(targets)}` }];
  });
}

/** An interface that exists gets no address when an instance is launched. */
const NO: Target = { kind: 'literal', value: false };

/** Elastic addresses by the instance that has them. */
function elasticAddresses(index: TemplateIndex): ReadonlyMap<Resource, readonly string[]> {
  const found = new Map<Resource, string[]>();
  for (const address of index.ofType('AWS::EC2::EIP', 'AWS::EC2::EIPAssociation')) {
    for (const target of read(index, address, 'InstanceId')) {
      if (target.kind !== 'resource') continue;
      const detail = `'${address.path}' gives it an elastic address, which is public`;
      found.set(target.resource, [...(found.get(target.resource) ?? []), detail]);
    }
  }
  return found;
}

function unencrypted(mapping: Target, resource: Resource, index: TemplateIndex): string[] {
  if (mapping.kind !== 'literal') return [`only the deployment knows a device (${describe([mapping])})`];
  if (!isObject(mapping.value)) return [];
  const volumes = readFrom(index, resource, mapping.value, 'Ebs');
  if (volumes.every(isAbsent)) return [];
  const encrypted = volumes.flatMap((volume) =>
    volume.kind === 'literal' ? readFrom(index, resource, volume.value, 'Encrypted') : [volume],
  );
  const always = encrypted.every((target) => target.kind === 'literal' && isTrue(target.value));
  return always ? [] : [`Ebs.Encrypted of '${deviceOf(mapping)}' is ${describe(encrypted)}`];
}

function deviceOf(mapping: object): string {
  const value = 'value' in mapping ? mapping.value : undefined;
  return isObject(value) ? String(value['DeviceName']) : '';
}
