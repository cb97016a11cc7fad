import { RegionInfo } from 'aws-cdk-lib/region-info';

/** Regions that the CDK knows: the one list that every check of a region reads. Source: `aws-cdk-lib/region-info`. */
export const KNOWN_REGIONS: ReadonlySet<string> = new Set(RegionInfo.regions.map((region) => region.name));

/** The partition of a region: `aws`, `aws-cn`, `aws-us-gov`, ... `undefined` for a region that is not known. */
export function partitionOf(region: string): string | undefined {
  return RegionInfo.get(region).partition;
}

/** Known regions nearest to a misspelled one, for an error's "did you mean". */
function regionsLike(wrong: string): string[] {
  return [...KNOWN_REGIONS]
    .map((name) => ({ name, distance: editDistance(wrong, name) }))
    .filter(({ distance }) => distance <= 2)
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** What to say of a region that is not known. */
export function allowedRegions(wrong: string | undefined): string {
  const near = typeof wrong === 'string' ? regionsLike(wrong) : [];
  return `a region's code, such as 'eu-central-1'${near.length > 0 ? `; did you mean ${near.map((name) => `'${name}'`).join(' or ')}?` : ''}`;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
