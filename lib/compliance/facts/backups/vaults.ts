import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOfTarget } from '../../template/text';
import { read } from '../../template/values';

const VAULTS = ['AWS::Backup::BackupVault', 'AWS::Backup::LogicallyAirGappedBackupVault'];

/** `arn:aws:backup:eu-central-1:123456789012:backup-vault:orders`, with placeholders in place of any part. */
const PART = String.raw`(\$\{[^}$]*\}|[^:]*)`;
const ARN = new RegExp(`^arn:${PART}:backup:${PART}:${PART}:backup-vault:(.+)$`);

/**
 * The vaults that a value, as `read` has it, may be the name or the ARN of; `undefined` for one that no template of the index makes,
 * or that only the deployment knows. None for a value that is absent.
 */
export function vaultsNamed(index: TemplateIndex, from: Resource, targets: readonly Target[]): readonly (Resource | undefined)[] {
  return targets.flatMap((target): readonly (Resource | undefined)[] => {
    if (target.kind === 'resource') return [VAULTS.includes(target.resource.type) ? target.resource : undefined];
    if (target.kind === 'literal' && target.value === undefined) return [];
    const texts = textsOfTarget(index, from, target);
    return texts.map((text) => vaultOf(index, from, text));
  });
}

function vaultOf(index: TemplateIndex, from: Resource, text: string): Resource | undefined {
  const { account, region } = index.environmentOf(from);
  const [, , arnRegion = region, arnAccount = account, name = text] = ARN.exec(text) ?? [];
  const isThere = (vault: Resource) => {
    const there = index.environmentOf(vault);
    const same = (given: string | undefined, of: string | undefined) => given === of || String(given).startsWith('${AWS::');
    return same(arnAccount, there.account) && same(arnRegion, there.region);
  };
  const byReference = /^\$\{(.+?)(\.\w+)?\}$/.exec(name)?.[1];
  const known = index.derive(vaults);
  return [...(known.get(name) ?? []), ...(known.get(byReference ?? '') ?? [])].find(isThere);
}

/** Vaults by their names and by their paths. Made once by `index.derive(vaults)`. */
function vaults(index: TemplateIndex): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const vault of index.ofType(...VAULTS)) {
    const names = read(index, vault, 'BackupVaultName').flatMap((name) => (name.kind === 'literal' ? [String(name.value)] : []));
    for (const key of new Set([vault.path, ...names])) found.set(key, [...(found.get(key) ?? []), vault]);
  }
  return found;
}
