import type { Id, NetworkModel } from '../model/network-model';
import { leadsBeyond } from './topology';

/** What VPCs may be connected by, apart from gateways. */
const BEYOND = 'beyond';
const ANYWHERE = 'anywhere';

/** Which VPCs gateways connect at all, over others too, whatever routes and ACLs say: between others there is no need to walk. */
export class ConnectedVpcs {
  private readonly representatives = new Map<string, string>();

  public constructor(private readonly network: NetworkModel) {
    for (const gateway of network.gateways.values()) {
      const node = `gateway ${gateway.id}`;
      if (gateway.kind === 'nat' || gateway.kind === 'firewall') {
        const vpc = network.subnets.get(gateway.subnet)?.vpc;
        this.join(node, vpc === undefined ? ANYWHERE : `vpc ${vpc}`);
      }
      if (gateway.kind === 'peering') for (const vpc of gateway.vpcs) if (vpc !== undefined) this.join(node, `vpc ${vpc}`);
      if (gateway.kind === 'transit') for (const { vpc } of gateway.attachments) this.join(node, `vpc ${vpc}`);
      if (gateway.kind === 'beyond' || (gateway.kind === 'transit' && leadsBeyond(gateway))) this.join(node, BEYOND);
    }
    for (const { vpc, routes, routesUndecided } of network.subnets.values()) {
      if (routesUndecided) this.join(`vpc ${vpc}`, ANYWHERE);
      for (const { target } of routes) {
        if (target.kind === 'undecided') this.join(`vpc ${vpc}`, ANYWHERE);
        if (target.kind === 'gateway') this.join(`vpc ${vpc}`, this.nodeOf(target.gateway));
      }
    }
  }

  public mayReach(from: Id, to: Id): boolean {
    const one = this.representative(`vpc ${from}`);
    return one === this.representative(`vpc ${to}`) || one === this.representative(ANYWHERE);
  }

  private nodeOf(gateway: Id): string {
    return this.network.gateways.has(gateway) ? `gateway ${gateway}` : ANYWHERE;
  }

  private join(one: string, other: string): void {
    this.representatives.set(this.representative(one), this.representative(other));
  }

  private representative(node: string): string {
    let at = node;
    for (let next = this.representatives.get(at); next !== undefined && next !== at; next = this.representatives.get(at))
      at = next;
    this.representatives.set(node, at);
    return at;
  }
}
