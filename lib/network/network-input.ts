import type { InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import { FaultCollector } from '../errors';
import { checkCidr, ZONES } from './cidr-plan';
import { EPHEMERAL, type TierPorts } from './tier-acl-rules';

/** What is said of a network, not yet checked. */
export interface NetworkInput {
  readonly cidr?: string;
  readonly zones?: number;
  readonly organizationId?: string;
  readonly ingressPorts?: readonly number[];
  readonly applicationPorts?: readonly number[];
  readonly databasePorts?: readonly number[];
  readonly interfaceEndpoints?: readonly InterfaceVpcEndpointAwsService[];
}

/** A network that was found valid, its defaults filled in. */
export interface ValidNetwork {
  readonly cidr: string;
  readonly zones: number;
  readonly ports: TierPorts;
  readonly interfaceEndpoints: readonly InterfaceVpcEndpointAwsService[];
}

/** An ACL has room for 20 entries a direction, unless AWS raises it. */
const MOST_PORTS = 5;
const ANY_PORT: readonly [number, number] = [1, 65535];
const ORGANIZATION_ID = /^o-[a-z0-9]{10,32}$/;

/** @throws InvalidInputError naming every fault at once */
export function validateNetwork(path: string, input: NetworkInput): ValidNetwork {
  const { cidr = '10.0.0.0/16', zones = 3 } = input;
  const { interfaceEndpoints = [] } = input;
  const { ingressPorts = [443], applicationPorts = [443, 8443], databasePorts = [3306, 5432, 6379] } = input;
  const faults = new FaultCollector(`network '${path}'`);
  checkCidr(faults, 'cidr', cidr);
  faults.check(
    Number.isInteger(zones) && zones >= ZONES.min && zones <= ZONES.max,
    'zones',
    zones,
    `a whole number, ${ZONES.min} to ${ZONES.max}: one zone alone fails with it`,
  );
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
  faults.throwIfAny();
  const ports = { ingress: ingressPorts, application: applicationPorts, database: databasePorts };
  return { cidr, zones, ports, interfaceEndpoints };
}

function checkPorts(faults: FaultCollector, property: string, ports: readonly number[], range: readonly [number, number]): void {
  const [from, to] = range;
  faults.check(
    ports.length > 0 && ports.length <= MOST_PORTS && new Set(ports).size === ports.length,
    property,
    ports,
    `one to ${MOST_PORTS} ports, each once: a network ACL has room for 20 entries`,
  );
  ports.forEach((port, index) => {
    const fine = Number.isInteger(port) && port >= from && port <= to;
    faults.check(fine, `${property}[${index}]`, port, `a TCP port, ${from} to ${to}`);
  });
}

function checkEndpoints(faults: FaultCollector, services: readonly InterfaceVpcEndpointAwsService[]): void {
  const names = services.map(({ shortName }) => shortName);
  names.forEach((name, index) => {
    faults.check(names.indexOf(name) === index, `interfaceEndpoints[${index}]`, name, 'each service once');
  });
}
