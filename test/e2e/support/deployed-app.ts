import { paginateListExports, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { SynthesizedStack } from '../../../emulator/assembly';
import { type Clients, makeClients } from './clients';
import { TemplateResolver } from './template-resolver';

/** What a template says of one resource, every intrinsic function resolved, and what the resource became. */
export interface DeployedResource {
  readonly stack: string;
  readonly logicalId: string;
  /** The construct that it came from. */
  readonly path: string;
  readonly type: string;
  readonly physicalId: string;
  readonly account: string;
  readonly region: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly clients: Clients;
}

/** The stacks of an app as they stand in the emulator. */
export class DeployedApp {
  private readonly clients = new Map<string, Clients>();

  private constructor(
    private readonly endpoint: string,
    private readonly stacks: readonly SynthesizedStack[],
  ) {}

  /** Reads what stands of these stacks, and resolves their templates by it. */
  public static async read(endpoint: string, stacks: readonly SynthesizedStack[]): Promise<readonly DeployedResource[]> {
    return new DeployedApp(endpoint, stacks).resources();
  }

  private async resources(): Promise<readonly DeployedResource[]> {
    const resources: DeployedResource[] = [];
    const exported = new Map<string, string>();
    for (const region of new Set(this.stacks.map((stack) => stack.region))) {
      for await (const page of paginateListExports({ client: this.clientsOf(region).cloudFormation }, {})) {
        for (const { Name = '', Value = '' } of page.Exports ?? []) exported.set(`${region} ${Name}`, Value);
      }
    }
    for (const stack of this.stacks) resources.push(...(await this.resourcesOf(stack, exported)));
    return resources;
  }

  private async resourcesOf(
    stack: SynthesizedStack,
    exported: ReadonlyMap<string, string>,
  ): Promise<readonly DeployedResource[]> {
    const clients = this.clientsOf(stack.region);
    const physicalIds = new Map<string, string>();
    for await (const page of paginateListStackResources({ client: clients.cloudFormation }, { StackName: stack.name })) {
      for (const { LogicalResourceId = '', PhysicalResourceId = '' } of page.StackResourceSummaries ?? []) {
        physicalIds.set(LogicalResourceId, PhysicalResourceId);
      }
    }
    const resolver = new TemplateResolver(stack, physicalIds, exported, clients);
    const resources: DeployedResource[] = [];
    for (const [logicalId, resource] of Object.entries(stack.template.Resources ?? {})) {
      if (!resolver.exists(resource)) continue;
      const physicalId = physicalIds.get(logicalId);
      if (physicalId === undefined)
        throw new Error(`${stack.name}.${logicalId} (${resource.Type}) is in the template, not in the stack`);
      resources.push({
        stack: stack.name,
        logicalId,
        path: String(resource.Metadata?.['aws:cdk:path'] ?? logicalId),
        type: resource.Type,
        physicalId,
        account: stack.account,
        region: stack.region,
        properties: await resolver.properties(resource),
        clients,
      });
    }
    return resources;
  }

  private clientsOf(region: string): Clients {
    const clients = this.clients.get(region) ?? makeClients(this.endpoint, region);
    this.clients.set(region, clients);
    return clients;
  }
}
