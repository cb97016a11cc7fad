import { CloudFormationValidatePlugin, type IPolicyValidationPlugin } from 'aws-cdk-lib/core';
import type { Fault } from '../../errors';
import { normalizeRuleId } from '../../exceptions';
import { OWN_PACK } from '../packs';
import { RulePack } from '../rule-pack';
import { GATE } from './exception-audit';
import type { FrameworkChoice } from './frameworks';

/** Findings, exceptions and evidence are told apart by the names of packs: one of a name that is taken would stand in the other's place. */
export function faultsOfNames(choice: FrameworkChoice, packs: readonly IPolicyValidationPlugin[]): Fault[] {
  const own = [OWN_PACK, GATE, CloudFormationValidatePlugin.PLUGIN_NAME, ...choice.nagPacks().map(([, { name }]) => name)];
  const taken = new Set(own.map(normalizeRuleId));
  return packs.flatMap((pack): Fault[] => {
    const name = normalizeRuleId(pack.name);
    if (pack instanceof RulePack && name === OWN_PACK) return [{ ...OWN_AMONG_PACKS, got: pack.constructor.name }];
    if (name === '' || name.includes('::')) return [{ ...UNNAMED, got: `a pack of the name '${pack.name}'` }];
    if (taken.has(name)) return [{ ...NAME_TAKEN, got: `a pack of the name '${pack.name}', which is taken` }];
    taken.add(name);
    return [];
  });
}

const OWN_AMONG_PACKS = {
  property: 'packs',
  allowed: "packs of others: choose among Strongroom's own by frameworks: [Framework.GDPR]",
};

const NAME_TAKEN = {
  property: 'packs',
  allowed: "packs of names that differ from each other's, from those of the frameworks, and from the gate's own",
};

const UNNAMED = { property: 'packs', allowed: "a name without '::', which stands between it and its rules" };
