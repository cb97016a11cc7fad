import { parse } from 'tldts';

/** Names of clouds: what stands below them, in whatever region, is a bucket, a function or a site of anyone. */
const CLOUDS = /(^|\.)(amazonaws\.com(\.cn)?|awsapps\.com|on\.aws|windows\.net|aliyuncs\.com|myqcloud\.com)$/;

/**
 * Whom the names below a name belong to, where that is anyone; `undefined` where it is whoever has the name. Source: the Public Suffix
 * List, its private part included, where providers enter the names that they give out.
 */
export function sharedBy(name: string): string | undefined {
  if (!name.includes('.')) return 'a top-level domain';
  const { publicSuffix, isIcann } = parse(name, { allowPrivateDomains: true });
  if (publicSuffix === name) return isIcann ? 'where a registry gives them out' : BY_PROVIDER;
  return CLOUDS.test(name) ? BY_PROVIDER : undefined;
}

const BY_PROVIDER = 'where a provider gives them to its customers';
