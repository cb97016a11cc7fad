import type { TemplateIndex } from '../../template/template-index';
import { confinesTo, isForKnownCallers } from './known-callers';
import type { Principal, Statement } from './statement';

/** Conditions whose values are accounts, and those whose values are ARNs that have one. */
const OF_ACCOUNTS = [
  'aws:PrincipalAccount',
  'aws:SourceAccount',
  'aws:SourceOwner',
  'kms:CallerAccount',
  's3:DataAccessPointAccount',
];
const OF_ARNS = ['aws:PrincipalArn', 'aws:SourceArn'];
/** Conditions on an organisation, or a network: who names one means their own. */
const OF_ONES_OWN = [
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:SourceOrgID',
  'aws:SourceOrgPaths',
  'aws:SourceVpc',
  'aws:SourceVpce',
];
/** The account that a template is deployed to, where only the deployment knows which. */
const OWN_ACCOUNT = `\${AWS::AccountId}`;
const PART = String.raw`(?:\$\{[^}$]*\}|[^:]*)`;
const ARN = new RegExp(`^arn:${PART}:${PART}:${PART}:(${PART}):`);
const NUMBER = /^\d{12}$/;

/** Accounts that may be let at something: those of the resources themselves, and recipients by whatever name they are declared. */
export class ExpectedAccounts {
  public constructor(
    private readonly own: readonly (string | undefined)[],
    private readonly recipients: readonly string[],
  ) {}

  public has(name: string): boolean {
    return name === OWN_ACCOUNT || this.own.includes(name) || this.recipients.includes(name);
  }
}

/** Whom else than expected accounts a statement lets in, in words: `account '444455556666'`. Services are no accounts. */
export function strangersIn(statement: Statement, expected: ExpectedAccounts, index: TemplateIndex): readonly string[] {
  if (!statement.allows || confinesTo(statement, OF_ONES_OWN)) return [];
  // Whom nothing confines is everyone: for NotPublic, and of a key KeyNotForAnyone.
  if (statement.forAnyone && !isForKnownCallers(statement)) return [];
  const byConditions = statement.confining(...OF_ACCOUNTS, ...OF_ARNS).map(({ values }) => {
    return values.filter((value) => !isOfTemplates(value)).flatMap((value) => strangerNamed(value, [], expected, index));
  });
  // All conditions hold at once, so that one that names nobody else is enough.
  if (byConditions.some((strangers) => strangers.length === 0)) return [];
  const [confined] = byConditions;
  const found = statement.forAnyone
    ? (confined ?? [EVERYONE])
    : statement.principals.flatMap((principal) => strangerIn(principal, expected, index));
  return [...new Set(found)];
}

const EVERYONE = 'every account';

/** As `strangersIn`, of one name or ARN. */
export function strangerNamed(
  text: string,
  named: Principal['named'],
  expected: ExpectedAccounts,
  index: TemplateIndex,
): readonly string[] {
  if (expected.has(text)) return [];
  const account = accountIn(text) ?? accountOf(text, named, index);
  if (account === undefined) return [`'${text}', whose account the templates don't tell`];
  return expected.has(account) ? [] : [`account '${account}'`];
}

function strangerIn({ kind, value, named }: Principal, expected: ExpectedAccounts, index: TemplateIndex): readonly string[] {
  if (kind === 'Service' || (kind === 'Federated' && !ARN.test(value))) return [];
  return strangerNamed(value, named, expected, index);
}

/** The account that a name or an ARN has in it. */
function accountIn(text: string): string | undefined {
  const account = ARN.exec(text)?.[1] ?? text;
  return NUMBER.test(account) || account === OWN_ACCOUNT ? account : undefined;
}

/** That of a resource of the templates, such as a role, or an identity of CloudFront's, whose ARN has no account. */
function accountOf(text: string, [resource]: Principal['named'], index: TemplateIndex): string | undefined {
  const account = ARN.exec(text)?.[1];
  if (resource === undefined || !(account === undefined || account === 'cloudfront')) return undefined;
  return index.environmentOf(resource).account ?? OWN_ACCOUNT;
}

/** The ARN of a resource that the templates have: `${Shop/Orders/Resource.Arn}`. */
function isOfTemplates(value: string): boolean {
  return /^\$\{[^}$/]*\/[^}$]*\}$/.test(value);
}
