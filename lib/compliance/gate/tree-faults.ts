import { basename } from 'node:path';
import type { IPolicyValidationContext } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { normalizeRuleId } from '../../exceptions';
import { RULES } from '../rules';
import { existingIn, strangersAmong } from './app-templates';
import { GATE } from './exception-audit';
import type { Finding } from './finding';

/** Templates of the assembly that nobody has judged. */
export function strangers({ stackTemplates, appConstruct }: IPolicyValidationContext): Finding[] {
  return strangersAmong(stackTemplates, appConstruct).map(({ stackConstructPath, templatePath }) => ({
    rule: normalizeRuleId(`${GATE}::TemplateUnjudged`),
    severity: 'error',
    path: stackConstructPath,
    description: `TemplateUnjudged: The template ${basename(templatePath)} is in the assembly, and no stack of the app writes it, so that no rule sees it.`,
    fix: 'Deploy it by a stack of the app: new CfnInclude(stack, id, { templateFile }).',
  }));
}

/** What is said to exist, and by whom it may not be said, or of which rule. */
export function existingFaults(root: IConstruct, everything: string | undefined): Finding[] {
  const rules = RULES.filter(({ accountWide }) => accountWide).map(({ id }) => id);
  return existingIn(root).flatMap(({ path, record: { providedBy, rules: named } }): Finding[] => {
    const unknown = named?.filter((rule) => !rules.includes(rule)) ?? [];
    const detail =
      named === undefined
        ? `a construct says that ${providedBy} provides all that an account has once, which only the app may say`
        : `a construct says that ${providedBy} provides what ${unknown.join(', ')} asks for, and no account has that once`;
    if (named === undefined ? providedBy === everything : unknown.length === 0) return [];
    return [
      {
        rule: normalizeRuleId(`${GATE}::ExistingUnknown`),
        severity: 'error',
        path,
        description: `ExistingUnknown: ${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`,
        fix: `Name rules of what an account has once: ${rules.join(', ')}; or say it of all: Gate.of(app).enforce({ existing: Existing.by('whose it is') }).`,
      },
    ];
  });
}
