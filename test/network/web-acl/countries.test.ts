import { RegionInfo } from 'aws-cdk-lib/region-info';
import { firewallsBlock } from '../../../lib/compliance/rules/network/firewalls-block';
import { countriesOf } from '../../../lib/network/web-acl/countries';
import { faultsIn, faultsOf, namesOf, ruleNamed, violationsOf, webAclIn } from './fixtures';

describe('countries that requests may come from', () => {
  test('are all, where nothing is said: residency says where data is stored, not where customers are', () => {
    expect(namesOf(webAclIn('eu-central-1').webAcl)).not.toContain('OutsideCountries');
  });

  test('are those alone that are named', () => {
    const { webAcl, acl } = webAclIn('cn-north-1', { admitOnly: countriesOf(['cn-north-1']) });
    expect(ruleNamed(webAcl, 'OutsideCountries')).toEqual({
      Name: 'OutsideCountries',
      Priority: 0,
      Statement: { NotStatement: { Statement: { GeoMatchStatement: { CountryCodes: ['CN'] } } } },
      Action: { Block: { CustomResponse: { ResponseCode: 403, CustomResponseBodyKey: 'refused' } } },
      RuleLabels: [{ Name: 'strongroom:OutsideCountries' }],
      VisibilityConfig: { CloudWatchMetricsEnabled: true, SampledRequestsEnabled: false, MetricName: 'OutsideCountries' },
    });
    expect(violationsOf(acl, firewallsBlock)).toEqual([]);
  });

  test.each([
    [[], [/^admitOnly: got \[\]; a list: codes of countries, such as 'DE'$/]],
    [['UK'], [/^admitOnly\[0\]: got 'UK'; 'GB', which is the United Kingdom's code$/]],
    [
      ['de', 'EU'],
      [/^admitOnly\[0\]: got 'de'; a country's code/, /^admitOnly\[1\]: got 'EU'; a country's code/],
    ],
    [['DE', 'DE'], [/^admitOnly\[1\]: got 'DE'; each country once$/]],
  ])('%j are refused', (admitOnly, faults) => {
    expect(faultsOf({ admitOnly })).toEqual(faults.map((fault) => expect.stringMatching(fault)));
  });
});

describe('countries of residency', () => {
  test('are the whole European Economic Area for a region in it, each once', () => {
    const eea = countriesOf(['eu-central-1', 'eu-west-1']);
    expect(eea).toHaveLength(30);
    expect(new Set(eea).size).toBe(30);
    expect(eea).toEqual(expect.arrayContaining(['AT', 'DE', 'FR', 'GR', 'IE', 'IS', 'LI', 'NO']));
    expect(faultsOf({ admitOnly: eea })).toEqual([]);
  });

  test.each([
    ['eu-west-2', ['GB']],
    ['eu-central-2', ['CH']],
    ['cn-northwest-1', ['CN']],
    ['us-gov-west-1', ['US']],
    ['ap-southeast-1', ['SG']],
    ['ap-southeast-2', ['AU']],
    ['ap-northeast-3', ['JP']],
    ['ap-south-2', ['IN']],
  ])('are its own for %s', (region, countries) => {
    expect(countriesOf([region])).toEqual(countries);
  });

  test('are known for every region that AWS has opened', () => {
    const opened = RegionInfo.regions.map(({ name }) => name).filter((name) => name !== 'me-west-1');
    expect(faultsOf({ admitOnly: countriesOf(opened) })).toEqual([]);
  });

  test('are no guess: every region without one is named at once', () => {
    expect(faultsIn(() => countriesOf(['eu-central-1', 'me-west-1', 'xx-central-1']))).toEqual([
      `regions: got 'me-west-1'; leave it out, and name its countries beside the others`,
      expect.stringMatching(/^regions: got 'xx-central-1'; a region's code, such as 'eu-central-1'/),
    ]);
  });
});
