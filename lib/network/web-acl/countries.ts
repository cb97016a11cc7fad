import { FaultCollector } from '../../errors';
import { allowedRegions, KNOWN_REGIONS } from '../../regions';

/** ISO 3166-1 alpha-2 codes, and `XK`: those that AWS WAF knows. Source: `GeoMatchStatement` of its API reference. */
const COUNTRIES: ReadonlySet<string> = new Set(
  [
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ',
    'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR',
    'GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP',
    'KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ',
    'NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW',
    'SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ',
    'UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW',
  ].flatMap((codes) => codes.split(' ')),
);

/** The European Economic Area, where the GDPR is the law: the members of the Union, and Iceland, Liechtenstein and Norway. */
const EEA: readonly string[] = [
  ...[
    'AT',
    'BE',
    'BG',
    'CY',
    'CZ',
    'DE',
    'DK',
    'EE',
    'ES',
    'FI',
    'FR',
    'GR',
    'HR',
    'HU',
    'IE',
    'IT',
    'LT',
    'LU',
    'LV',
    'MT',
    'NL',
  ],
  ...['PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'IS', 'LI', 'NO'],
];

/** The countries whose law is at home where a region's data centres are, the longest beginning of a region's name first. */
const COUNTRIES_OF_REGIONS: readonly (readonly [string, readonly string[]])[] = [
  ['eu-west-2', ['GB']],
  ['eu-central-2', ['CH']],
  ['eu-', EEA],
  ['eusc-', EEA],
  ['cn-', ['CN']],
  ['us-', ['US']],
  ['ca-', ['CA']],
  ['mx-', ['MX']],
  ['sa-east-1', ['BR']],
  ['af-south-1', ['ZA']],
  ['il-central-1', ['IL']],
  ['me-central-1', ['AE']],
  ['me-south-1', ['BH']],
  ['ap-east-1', ['HK']],
  ['ap-east-2', ['TW']],
  ['ap-northeast-2', ['KR']],
  ['ap-northeast-', ['JP']],
  ['ap-southeast-1', ['SG']],
  ['ap-southeast-3', ['ID']],
  ['ap-southeast-5', ['MY']],
  ['ap-southeast-6', ['NZ']],
  ['ap-southeast-7', ['TH']],
  ['ap-southeast-', ['AU']],
  ['ap-south-', ['IN']],
];

/**
 * The countries of the regions where data may be, for a web ACL's `admitOnly`: the whole European Economic Area for a region in it, for
 * any other its own country, as `CN` for `cn-north-1`.
 *
 * Residency says where data is stored, and not where its subjects are: a customer on a journey, or one who lives abroad, is refused by
 * such a rule, and has a right of access all the same (GDPR Art. 15, PIPL Art. 45). So no web ACL derives it by itself.
 *
 * @param regions regions of residency, as a data asset has them
 * @throws InvalidInputError naming every region whose country is not known
 */
export function countriesOf(regions: readonly string[]): string[] {
  const faults = new FaultCollector('countries of regions');
  const found = regions.map((region) => {
    const [, countries] = COUNTRIES_OF_REGIONS.find(([start]) => typeof region === 'string' && region.startsWith(start)) ?? [];
    const cure = KNOWN_REGIONS.has(region) ? 'leave it out, and name its countries beside the others' : allowedRegions(region);
    faults.check(countries !== undefined, 'regions', region, cure);
    return countries ?? [];
  });
  faults.throwIfAny();
  return [...new Set(found.flat())].sort();
}

/** Notes every fault of a list of countries. */
export function checkCountries(faults: FaultCollector, property: string, countries: readonly string[]): void {
  faults.items(property, countries, `codes of countries, such as 'DE'`).forEach((country, index) => {
    const at = `${property}[${index}]`;
    const cure = country === 'UK' ? `'GB', which is the United Kingdom's code` : `a country's code of ISO 3166-1, such as 'DE'`;
    if (!faults.check(COUNTRIES.has(country), at, country, cure)) return;
    faults.check(countries.indexOf(country) === index, at, country, 'each country once');
  });
}
