/** What is known by its shape to be a credential, wherever it stands. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, 'an AWS access key'],
  [/\b(?:gh[opsur]_[A-Za-z\d]{36}|github_pat_\w{22,})/, 'a GitHub token'],
  [/\bglpat-[\w-]{20,}/, 'a GitLab token'],
  [/\bnpm_[A-Za-z\d]{36}\b/, 'an npm token'],
  [/\bxox[abeoprs]-[A-Za-z\d-]{10,}/, 'a Slack token'],
  [/hooks\.slack\.com\/services\/T\w+\/B\w+\/\w{16,}/, 'a Slack webhook'],
  [/\b[rs]k_live_[A-Za-z\d]{16,}/, 'a Stripe key'],
  [/\bAIza[\w-]{35}\b/, 'a Google API key'],
  [/\bSG\.[\w-]{22}\.[\w-]{43}\b/, 'a SendGrid key'],
  [/\bsk-(?:ant|proj|svcacct)-[\w-]{20,}/, 'an API key'],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/, 'a signed token'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\s|\\[nr])*(?:Proc-Type|[A-Za-z\d+/=]{16,})/, 'a private key'],
  [/\b[a-z][a-z\d+.-]*:\/\/[^\s/:@'"`]*:(?![$<{%*])[^\s/@:'"`]+@/i, 'an address with a password'],
];
/** Reference that CloudFormation resolves when it deploys. */
const DYNAMIC = /\{\{resolve:[\w-]+:.*?\}\}/g;

/** What a text has in it that looks like a credential: what it is called, and the text. */
export function credentialsShapedIn(text: string): readonly { readonly what: string; readonly found: string }[] {
  const given = text.replaceAll(DYNAMIC, `\${Reference}`);
  return SHAPES.flatMap(([shape, what]) => {
    const [found] = shape.exec(given) ?? [];
    return found === undefined || found.endsWith('EXAMPLE') ? [] : [{ what, found }];
  });
}

/** As much of a credential as may be shown: its first two characters, if it is long enough to stay secret. */
export function shown(credential: string): string {
  return credential.length < 8 ? '...' : `${credential.slice(0, 2)}...`;
}
