import { DescribeAvailabilityZonesCommand } from '@aws-sdk/client-ec2';
import type { SynthesizedStack, TemplateResource } from '../../../emulator/assembly';
import { ATTRIBUTES } from './attributes';
import { cidrs } from './cidr';
import type { Clients } from './clients';

const NOTHING = Symbol('AWS::NoValue');

/** Resolves CloudFormation's intrinsic functions by what the stacks became, independently of the engine that deployed them. */
export class TemplateResolver {
  public constructor(
    private readonly stack: SynthesizedStack,
    private readonly physicalIds: ReadonlyMap<string, string>,
    /** Values by `<region> <export name>`. */
    private readonly exported: ReadonlyMap<string, string>,
    private readonly clients: Clients,
  ) {}

  /** Whether the resource's condition holds. */
  public exists(resource: TemplateResource): boolean {
    return resource.Condition === undefined || this.condition(resource.Condition);
  }

  /** The resource's properties, without those that are `AWS::NoValue`. */
  public async properties(resource: TemplateResource): Promise<Record<string, unknown>> {
    return (await this.resolve(resource.Properties ?? {})) as Record<string, unknown>;
  }

  private async resolve(value: unknown): Promise<unknown> {
    if (Array.isArray(value)) {
      const items = await Promise.all(value.map((item) => this.resolve(item)));
      return items.filter((item) => item !== NOTHING);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (entries.length === 1 && only && (only[0] === 'Ref' || only[0].startsWith('Fn::')))
      return this.intrinsic(only[0], only[1]);
    const resolved = await Promise.all(entries.map(async ([key, item]) => [key, await this.resolve(item)] as const));
    return Object.fromEntries(resolved.filter(([, item]) => item !== NOTHING));
  }

  private async intrinsic(name: string, argument: unknown): Promise<unknown> {
    switch (name) {
      case 'Ref':
        return this.ref(String(argument));
      case 'Fn::GetAtt':
        return this.attribute(Array.isArray(argument) ? argument.map(String) : String(argument).split(/\.(.*)/s));
      case 'Fn::ImportValue':
        return this.importValue(String(await this.resolve(argument)));
      case 'Fn::Sub':
        return this.sub(argument);
      case 'Fn::If':
        return this.choose(argument);
      default:
        return this.pure(name, await this.resolve(argument));
    }
  }

  private async pure(name: string, argument: unknown): Promise<unknown> {
    const list = Array.isArray(argument) ? argument : [argument];
    switch (name) {
      case 'Fn::Join':
        return (list[1] as string[]).join(String(list[0]));
      case 'Fn::Split':
        return String(list[1]).split(String(list[0]));
      case 'Fn::Select':
        return (list[1] as unknown[])[Number(list[0])];
      case 'Fn::Cidr':
        return cidrs(String(list[0]), Number(list[1]), Number(list[2] ?? 8));
      case 'Fn::Base64':
        return Buffer.from(String(argument)).toString('base64');
      case 'Fn::GetAZs':
        return this.zones();
      case 'Fn::FindInMap':
        return this.stack.template.Mappings?.[String(list[0])]?.[String(list[1])]?.[String(list[2])];
      default:
        throw new Error(`${this.stack.name}: the end-to-end tests can't resolve ${name}: add it to template-resolver.ts`);
    }
  }

  private ref(name: string): unknown {
    const pseudo: Readonly<Record<string, unknown>> = {
      'AWS::AccountId': this.stack.account,
      'AWS::Region': this.stack.region,
      'AWS::Partition': this.stack.region.startsWith('cn-') ? 'aws-cn' : 'aws',
      'AWS::URLSuffix': this.stack.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com',
      'AWS::StackName': this.stack.name,
      'AWS::NoValue': NOTHING,
    };
    const found = pseudo[name] ?? this.stack.template.Parameters?.[name]?.Default ?? this.physicalIds.get(name);
    if (found === undefined) throw new Error(`${this.stack.name}: nothing is known of { Ref: ${name} }`);
    return found;
  }

  private async attribute([logicalId = '', attribute = '']: string[]): Promise<string | readonly string[]> {
    const type = this.stack.template.Resources?.[logicalId]?.Type ?? '';
    const physicalId = this.physicalIds.get(logicalId);
    const read = ATTRIBUTES[type]?.[attribute];
    if (read === undefined || physicalId === undefined) {
      throw new Error(`${this.stack.name}: nothing is known of ${logicalId}.${attribute} (${type}): add it to attributes.ts`);
    }
    const { account, region } = this.stack;
    return read({ id: physicalId, account, region, partition: String(this.ref('AWS::Partition')), clients: this.clients });
  }

  private importValue(name: string): string {
    const value = this.exported.get(`${this.stack.region} ${name}`);
    if (value === undefined) throw new Error(`${this.stack.name}: no stack of ${this.stack.region} exports ${name}`);
    return value;
  }

  private async sub(argument: unknown): Promise<string> {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own = (await this.resolve(variables)) as Record<string, unknown>;
    let resolved = '';
    for (const [index, part] of String(text)
      .split(/\$\{([^}]+)\}/)
      .entries()) {
      if (index % 2 === 0) resolved += part;
      else if (part.startsWith('!')) resolved += `\${${part.slice(1)}}`;
      else if (part in own) resolved += String(own[part]);
      else resolved += String(part.includes('.') ? await this.attribute(part.split(/\.(.*)/s)) : this.ref(part));
    }
    return resolved;
  }

  private async choose(argument: unknown): Promise<unknown> {
    const [condition, yes, no] = argument as [string, unknown, unknown];
    return this.resolve(this.condition(condition) ? yes : no);
  }

  private condition(name: string): boolean {
    return this.holds(this.stack.template.Conditions?.[name]);
  }

  private holds(condition: unknown): boolean {
    const [[name, argument] = ['', undefined]] = Object.entries(condition as Record<string, unknown>);
    const list = Array.isArray(argument) ? argument : [argument];
    switch (name) {
      case 'Condition':
        return this.condition(String(argument));
      case 'Fn::Equals':
        return this.operand(list[0]) === this.operand(list[1]);
      case 'Fn::And':
        return list.every((item) => this.holds(item));
      case 'Fn::Or':
        return list.some((item) => this.holds(item));
      case 'Fn::Not':
        return !this.holds(list[0]);
      default:
        throw new Error(`${this.stack.name}: the end-to-end tests can't evaluate the condition ${name}`);
    }
  }

  private operand(value: unknown): unknown {
    const isRef = typeof value === 'object' && value !== null && 'Ref' in value;
    return isRef ? this.ref(String(value.Ref)) : value;
  }

  private async zones(): Promise<string[]> {
    const { AvailabilityZones = [] } = await this.clients.ec2.send(new DescribeAvailabilityZonesCommand({}));
    return AvailabilityZones.map(({ ZoneName }) => ZoneName ?? '').sort();
  }
}
