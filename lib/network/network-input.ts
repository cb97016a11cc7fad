import { type InterfaceVpcEndpointAwsService, InterfaceVpcEndpointAwsService as Service } from 'aws-cdk-lib/aws-ec2';
import { FaultCollector } from '../errors';
import { checkCidr, checkPeers, USUAL_CIDR, ZONES } from './addresses/cidr-plan';
import { checkManagedDomainLists } from './dns/managed-domain-list';
import { checkDomains } from './firewall/domain-list';
import { checkTlsInspection } from './firewall/tls-inspection';
import { EncryptionMode } from './guards/encryption-control';
import type { NetworkDeclaration } from './network-declaration';
import { type NetworkParts, NetworkProfile, networkParts } from './network-profile';
import { checkRollout } from './rollout';
import { EPHEMERAL, type TierPorts } from './tiers/tier-entries';
import type { WayOutRules } from './tiers/way-out';

/** A network that was found valid, its defaults filled in. */
export interface ValidNetwork {
  readonly cidr: string;
  readonly zones: number;
  readonly parts: NetworkParts;
  readonly ports: TierPorts;
  readonly rules: WayOutRules;
  readonly interfaceEndpoints: readonly InterfaceVpcEndpointAwsService[];
  readonly encryption: EncryptionMode;
}

/** An ACL has room for 20 entries a direction, unless AWS raises it. */
const MOST_PORTS = 5;
const ANY_PORT: readonly [number, number] = [1, 65535];
const ORGANIZATION_ID = /^o-[a-z0-9]{10,32}$/;

/** What the baseline's own functions call. */
const USUAL_ENDPOINTS = [Service.KMS, Service.SSM, Service.EVENTBRIDGE];
/** What the agent of an instance calls that is administered by Session Manager: since version 3.3.40.0, EC2 Messages no longer. */
const SESSION_ENDPOINTS = [Service.SSM, Service.SSM_MESSAGES, Service.KMS, Service.CLOUDWATCH_LOGS];

/**
 * @param region where the network is to be; `undefined` where only the deployment knows
 * @throws InvalidInputError naming every fault at once
 */
export function validateNetwork(path: string, input: NetworkDeclaration, region?: string): ValidNetwork {
  const { cidr = USUAL_CIDR, zones = 3, profile = NetworkProfile.STANDARD, encryption = EncryptionMode.MONITOR } = input;
  const { allowedDomains = [], management = false, interfaceEndpoints = USUAL_ENDPOINTS } = input;
  const { ingressPorts = [443], applicationPorts = [443, 8443], databasePorts = [3306, 5432, 6379] } = input;
  const faults = new FaultCollector(`network '${path}'`);
  checkOneOf(faults, 'profile', profile, Object.values(NetworkProfile));
  checkCidr(faults, 'cidr', cidr);
  faults.check(
    Number.isInteger(zones) && zones >= ZONES.min && zones <= ZONES.max,
    'zones',
    zones,
    `a whole number, ${ZONES.min} to ${ZONES.max}: one zone alone fails with it`,
  );
  if (input.peers !== undefined) checkPeers(faults, 'peers', input.peers, cidr);
  checkPorts(faults, 'ingressPorts', ingressPorts, ANY_PORT);
  checkPorts(faults, 'applicationPorts', applicationPorts, ANY_PORT);
  checkPorts(faults, 'databasePorts', databasePorts, EPHEMERAL);
  faults.check(
    input.organizationId === undefined || ORGANIZATION_ID.test(input.organizationId),
    'organizationId',
    input.organizationId,
    `the id of an organisation: 'o-' and 10 to 32 lower-case letters or digits`,
  );
  checkEndpoints(faults, interfaceEndpoints);
  checkDomains(faults, 'allowedDomains', allowedDomains);
  const parts = networkParts({ profile, zones, allowedDomains, management });
  checkWayOut(faults, input, parts, region);
  checkDns(faults, input.dns);
  checkOneOf(faults, 'encryption', encryption, Object.values(EncryptionMode));
  faults.throwIfAny();
  const services = [...interfaceEndpoints, ...(parts.management ? SESSION_ENDPOINTS : [])];
  return {
    cidr,
    zones,
    parts,
    ports: { ingress: ingressPorts, application: applicationPorts, database: databasePorts },
    rules: {
      allowedDomains,
      ...(input.watching !== undefined && { watching: input.watching }),
      ...(input.tlsInspection !== undefined && { tlsInspection: input.tlsInspection }),
    },
    interfaceEndpoints: [...new Map(services.map((service) => [service.shortName, service])).values()],
    encryption,
  };
}

/** What is about the firewall needs one; and what it forbids. */
function checkWayOut(faults: FaultCollector, input: NetworkDeclaration, parts: NetworkParts, region: string | undefined): void {
  const { watching, tlsInspection, encryption } = input;
  const leaves = parts.wayOutZones > 0;
  const without = `left out: without 'allowedDomains' nothing leaves, and no firewall is there`;
  if (watching !== undefined) {
    faults.check(leaves, 'watching', watching, without);
    checkRollout(faults, 'watching', watching);
  }
  if (tlsInspection !== undefined) {
    faults.check(leaves, 'tlsInspection', tlsInspection, without);
    checkTlsInspection(faults, 'tlsInspection', tlsInspection, region);
  }
  faults.check(
    !leaves || encryption !== EncryptionMode.ENFORCE,
    'encryption',
    encryption,
    `'${EncryptionMode.MONITOR}' in a network with a way out: AWS takes no network firewall in one whose encryption is enforced`,
  );
}

function checkDns(faults: FaultCollector, dns: NetworkDeclaration['dns']): void {
  const { managedDomainLists, onlyDomains, watching } = dns ?? {};
  if (managedDomainLists !== undefined) checkManagedDomainLists(faults, 'dns.managedDomainLists', managedDomainLists);
  if (onlyDomains !== undefined) checkDomains(faults, 'dns.onlyDomains', onlyDomains);
  if (watching !== undefined) checkRollout(faults, 'dns.watching', watching);
}

function checkOneOf(faults: FaultCollector, property: string, value: string, values: readonly string[]): void {
  faults.check(values.includes(value), property, value, `one of ${values.join(', ')}`);
}

function checkPorts(faults: FaultCollector, property: string, ports: readonly number[], range: readonly [number, number]): void {
  const [from, to] = range;
  const allowed = `one to ${MOST_PORTS} ports, each once: a network ACL has room for 20 entries`;
  if (!faults.check(Array.isArray(ports), property, ports, `a list: ${allowed}`)) return;
  const fewAndOnce = ports.length > 0 && ports.length <= MOST_PORTS && new Set(ports).size === ports.length;
  faults.check(fewAndOnce, property, ports, allowed);
  ports.forEach((port, index) => {
    const fine = Number.isInteger(port) && port >= from && port <= to;
    faults.check(fine, `${property}[${index}]`, port, `a TCP port, ${from} to ${to}`);
  });
}

function checkEndpoints(faults: FaultCollector, services: readonly InterfaceVpcEndpointAwsService[]): void {
  if (!faults.check(Array.isArray(services), 'interfaceEndpoints', services, 'a list of services, each once')) return;
  const names = services.map(({ shortName }) => shortName);
  names.forEach((name, index) => {
    faults.check(names.indexOf(name) === index, `interfaceEndpoints[${index}]`, name, 'each service once');
  });
}
