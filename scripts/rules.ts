import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatCitations } from '../lib/compliance/citation';
import type { Rule } from '../lib/compliance/rule';
import { RULES, RULES_BY_TOPIC } from '../lib/compliance/rules';

// `npm run rules`: writes docs/rules.md, every rule of Strongroom's own for whoever reads rather than runs them.

/** The rules as a page: a table for each topic. */
export function rulesPage(): string {
  const topics = Object.entries(RULES_BY_TOPIC).map(([topic, rules]) => {
    return `## ${topic.charAt(0).toUpperCase()}${topic.slice(1)}\n\n${table(rules)}`;
  });
  return `# The ${RULES.length} rules of Strongroom's own

Written by \`npm run rules\` from \`lib/compliance/rules\`. A rule shows that a control is configured, not that a law is met; [citations.md](citations.md) says how each place was confirmed.

\`*\`: no exception is ever good enough. \`@\`: what the rule asks for may stand in another app of the account (\`existing\`).

${topics.join('\n\n')}
`;
}

function table(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, exceptable, accountWide, why, fix, cites }) => {
    return `| ${id}${exceptable ? '' : ' *'}${accountWide ? ' @' : ''} | ${cell(why)} | ${cell(fix)} | ${cell(formatCitations(cites))} |`;
  });
  return ['| rule | why | what to do | demanded by |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

if (require.main === module) writeFileSync(join(__dirname, '..', 'docs', 'rules.md'), rulesPage());
