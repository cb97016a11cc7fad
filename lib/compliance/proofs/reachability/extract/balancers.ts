import { grouped } from '../../../template/grouped';
import type { Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { asNumber, isAlways, read, readFrom } from '../../../template/values';
import { Intervals } from '../model/intervals';
import { PROTOCOL, type Service } from '../model/traffic';
import type { NetworkBuilder } from './network-builder';
import { allAt, type Subject, subjectOf } from './subjects';
import { thingsAt } from './things';

export const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
export const CLASSIC = 'AWS::ElasticLoadBalancing::LoadBalancer';

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
      ...(isAlways(index, balancer, 'Type', (type) => type === 'network') && { unfiltered: true }),
      ...(listens !== undefined && { listens }),
      relays: true,
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

function facesInternet(index: TemplateIndex, balancer: Resource): boolean {
  return !isAlways(index, balancer, 'Scheme', (scheme) => scheme === 'internal');
}

/** What a load balancer listens for; `undefined` where only the deployment knows. */
function listenersOf(index: TemplateIndex, balancer: Resource): Service[] | undefined {
  const services = (index.derive(listeners).get(balancer) ?? []).map((listener) => {
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
  return services.includes(undefined) ? undefined : services.flatMap((service) => service ?? []);
}

function serviceOf(protocols: Intervals, port: number | undefined): Service | undefined {
  return port === undefined || !Number.isInteger(port)
    ? undefined
    : { protocols, ports: Intervals.of([BigInt(port), BigInt(port)]) };
}

function listeners(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  return grouped(
    index
      .ofType('AWS::ElasticLoadBalancingV2::Listener')
      .flatMap((listener) =>
        thingsAt(index, listener, 'LoadBalancerArn').flatMap((thing) =>
          thing.kind === 'made' ? [[thing.resource, listener] as const] : [],
        ),
      ),
  );
}
