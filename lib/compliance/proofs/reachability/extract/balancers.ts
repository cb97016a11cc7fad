import { grouped } from '../../../template/grouped';
import type { Target } from '../../../template/references';
import type { Resource } from '../../../template/resource';
import { sureObjects } from '../../../template/sure-objects';
import type { TemplateIndex } from '../../../template/template-index';
import { asNumber, isAlways, isFalse, read, readFrom } from '../../../template/values';
import { Intervals } from '../model/intervals';
import { PROTOCOL, type Service } from '../model/traffic';
import type { NetworkBuilder } from './network-builder';
import { allAt, type Subject, subjectOf } from './subjects';
import { placeOf, thingsAt } from './things';

export const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
export const CLASSIC = 'AWS::ElasticLoadBalancing::LoadBalancer';

const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const TARGET_GROUPS = ['DefaultActions.*.TargetGroupArn', 'DefaultActions.*.ForwardConfig.TargetGroups.*.TargetGroupArn'];
const ATTRIBUTES = 'TargetGroupAttributes';
const KEEPING = 'preserve_client_ip.enabled';

const TCP: Intervals = Intervals.of([PROTOCOL.tcp, PROTOCOL.tcp]);
const UDP: Intervals = Intervals.of([PROTOCOL.udp, PROTOCOL.udp]);
/** Listeners of another protocol are of TCP. */
const PROTOCOLS: Readonly<Record<string, Intervals>> = { UDP, QUIC: UDP, TCP_UDP: TCP.union(UDP), TCP_QUIC: TCP.union(UDP) };

/** Load balancers. Without a scheme they face the internet; one that passes packets to appliances has no listeners of its own. */
export function balancers(network: NetworkBuilder): readonly Subject[] {
  const { index } = network;
  const ofV2 = index.ofType(BALANCER).flatMap((balancer) => {
    if (isAlways(index, balancer, 'Type', (type) => type === 'gateway')) return [];
    const listens = listenersOf(index, balancer);
    return subjectOf(network, balancer, {
      role: 'load-balancer',
      subnets: network.subnetsAmong(allAt(network, balancer, ['Subnets.*', 'SubnetMappings.*.SubnetId']), balancer),
      groups: allAt(network, balancer, ['SecurityGroups.*']),
      hasPublicAddress: facesInternet(index, balancer),
      // A Network Load Balancer without groups filters nothing.
      ...(mayBeNetworkOne(index, balancer) && { unfiltered: true }),
      ...(listens !== undefined && { listens }),
      relays: true,
      ...(mayBeNetworkOne(index, balancer) && mayKeepSources(index, balancer) && { keepsSources: true }),
    });
  });
  const classic = index.ofType(CLASSIC).flatMap((balancer) => {
    const ports = readFrom(index, balancer, balancer.properties, 'Listeners.*.LoadBalancerPort').map((port) =>
      port.kind === 'literal' ? serviceOf(TCP, asNumber(port.value)) : undefined,
    );
    return subjectOf(network, balancer, {
      role: 'load-balancer',
      subnets: network.subnetsAmong(allAt(network, balancer, ['Subnets.*']), balancer),
      groups: allAt(network, balancer, ['SecurityGroups.*']),
      hasPublicAddress: facesInternet(index, balancer),
      ...(!ports.includes(undefined) && { listens: ports.flatMap((port) => port ?? []) }),
      relays: true,
    });
  });
  return [...ofV2, ...classic];
}

function mayBeNetworkOne(index: TemplateIndex, balancer: Resource): boolean {
  return !isAlways(index, balancer, 'Type', (type) => type === undefined || type === 'application');
}

/** Whether targets of a Network Load Balancer may see its clients' addresses: they do, but where each target group surely says otherwise. */
function mayKeepSources(index: TemplateIndex, balancer: Resource): boolean {
  return listenersAt(index, balancer).some((listener) => {
    const groups = TARGET_GROUPS.flatMap((path) => thingsAt(index, listener, path));
    return groups.length === 0 || groups.some((group) => !(group.kind === 'made' && hidesClients(index, group.resource)));
  });
}

/**
 * By default targets that are addresses see the load balancer's address, and all others the clients'; of UDP and QUIC that can't be
 * changed. Source: "Client IP preservation" in "Network Load Balancers".
 */
function hidesClients(index: TemplateIndex, group: Resource): boolean {
  const isTcp = isAlways(index, group, 'Protocol', (protocol) => protocol === 'TCP' || protocol === 'TLS');
  if (group.type !== TARGET_GROUP || !isTcp) return false;
  const isHidden = (attribute: unknown) => {
    const [key, value] = ['Key', 'Value'].map((path) => readFrom(index, group, attribute, path));
    return key?.every(isText(KEEPING)) && value?.every((target) => target.kind === 'literal' && isFalse(target.value));
  };
  if (sureObjects(index, group, group.properties, ATTRIBUTES)?.some(isHidden)) return true;
  const mayKeep = read(index, group, `${ATTRIBUTES}.*.Key`).some((key) => key.kind !== 'literal' || key.value === KEEPING);
  const isWhole = read(index, group, ATTRIBUTES).every(({ kind }) => kind === 'literal');
  return isWhole && !mayKeep && isAlways(index, group, 'TargetType', (type) => type === 'ip');
}

function isText(text: string) {
  return (target: Target) => target.kind === 'literal' && target.value === text;
}

function facesInternet(index: TemplateIndex, balancer: Resource): boolean {
  return !isAlways(index, balancer, 'Scheme', (scheme) => scheme === 'internal');
}

/** What a load balancer listens for; `undefined` where only the deployment knows, or its listeners stand in templates that are not here. */
function listenersOf(index: TemplateIndex, balancer: Resource): Service[] | undefined {
  const services = listenersAt(index, balancer).map((listener) => {
    const protocols = read(index, listener, 'Protocol').map((target) =>
      target.kind === 'literal' ? (PROTOCOLS[String(target.value)] ?? TCP) : TCP.union(UDP),
    );
    const [port, ...others] = read(index, listener, 'Port');
    const number = port?.kind === 'literal' && others.length === 0 ? asNumber(port.value) : undefined;
    return serviceOf(
      protocols.reduce((all, each) => all.union(each), Intervals.NONE),
      number,
    );
  });
  return services.length === 0 || services.includes(undefined) ? undefined : services.flatMap((service) => service ?? []);
}

/** The listeners of a load balancer, and those of which only the deployment knows whose they are. */
function listenersAt(index: TemplateIndex, balancer: Resource): readonly Resource[] {
  const { of, anywhere } = index.derive(listeners);
  return [...(of.get(balancer) ?? []), ...(anywhere.get(placeOf(index, balancer)) ?? [])];
}

function serviceOf(protocols: Intervals, port: number | undefined): Service | undefined {
  return port === undefined || !Number.isInteger(port)
    ? undefined
    : { protocols, ports: Intervals.of([BigInt(port), BigInt(port)]) };
}

function listeners(index: TemplateIndex) {
  const found = index.ofType('AWS::ElasticLoadBalancingV2::Listener').flatMap((listener) => {
    return thingsAt(index, listener, 'LoadBalancerArn').map((thing) => ({ thing, listener }));
  });
  return {
    of: grouped(found.flatMap(({ thing, listener }) => (thing.kind === 'made' ? [[thing.resource, listener] as const] : []))),
    anywhere: grouped(
      found.flatMap(({ thing, listener }) =>
        thing.kind === 'unseen' && thing.literal === undefined ? [[placeOf(index, listener), listener] as const] : [],
      ),
    ),
  };
}
