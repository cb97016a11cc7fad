import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Feature } from '../../availability';
import { type BodyLimit, oversized } from './body-limit';
import type { Countable, CountedRules } from './counting';
import { ANTI_DDOS, BODY_RESTRICTION, MANAGED_GROUPS, type ManagedGroup } from './managed-groups';
import { beyondRate, type Rate, RateKey } from './rate';
import { all, any, labelled, not, pathBeginsWith } from './statements';

/** How sure the anti-DDoS group must be of a request before it refuses it. */
export enum DdosSensitivity {
  /** Sure: the fewest requests are refused. */
  LOW = 'LOW',
  MEDIUM = 'MEDIUM',
  /** Anything suspicious is refused. */
  HIGH = 'HIGH',
}

/** What the anti-DDoS group does while it sees a flood. */
export interface AntiDdos {
  /**
   * How suspicious a request must be to be refused.
   * @default DdosSensitivity.MEDIUM
   */
  readonly sensitivity?: DdosSensitivity;
  /**
   * Has browsers prove that they are browsers while there is a flood, except for paths that match one of these: one to five regular
   * expressions, each anchored, such as `^/api/`. Only a browser that loads a page can answer; what else calls is refused.
   * @default - no request is challenged
   */
  readonly challengeExcept?: readonly string[];
}

/** What the rules of a web ACL follow from. */
export interface RulesInput {
  readonly requestsPerFiveMinutes: number;
  readonly rates: readonly Rate[];
  /** Nothing: every country is admitted. */
  readonly admitOnly: readonly string[];
  /** Nothing: the address that connects is the client's. */
  readonly forwardedHeader?: string;
  readonly bodies: readonly BodyLimit[];
  readonly antiDdos: AntiDdos;
}

/** A rule, whatever its place. */
interface RuleDraft extends Countable {
  /** What a region must have, for the rule to be there. */
  readonly needs: readonly Feature[];
  /** Everything but its name, place and metric. */
  readonly rule: (counted: CountedRules) => Omit<CfnWebACL.RuleProperty, 'name' | 'priority' | 'visibilityConfig'>;
}

type Response = CfnWebACL.CustomResponseProperty;

/** Answers to refused requests, by the key of their body: they tell nothing of why. */
export const RESPONSE_BODIES: Readonly<Record<string, CfnWebACL.CustomResponseBodyProperty>> = {
  refused: { contentType: 'APPLICATION_JSON', content: '{"message":"Forbidden"}' },
  throttled: { contentType: 'APPLICATION_JSON', content: '{"message":"Too Many Requests"}' },
};
const REFUSED: Response = { responseCode: 403, customResponseBodyKey: 'refused' };
const THROTTLED: Response = { responseCode: 429, customResponseBodyKey: 'throttled' };

/**
 * The rules of a web ACL, in their order: what must see every request; what is refused for where it comes from, its size and its
 * number; then what is known of attackers and attacks.
 */
export function draftRules(input: RulesInput): readonly RuleDraft[] {
  const { requestsPerFiveMinutes: limit, rates, admitOnly, forwardedHeader, bodies, antiDdos } = input;
  const [path, ...paths] = bodies.map((body) => pathBeginsWith(body.path));
  const key = forwardedHeader === undefined ? RateKey.IP : RateKey.forwardedIp(forwardedHeader);
  return [
    managed(ANTI_DDOS, [{ awsManagedRulesAntiDDoSRuleSet: antiDdosConfig(antiDdos) }]),
    ...(admitOnly.length > 0 ? [own('OutsideCountries', outside(admitOnly, forwardedHeader))] : []),
    own('Oversize', oversized(bodies)),
    own('RatePerIp', beyondRate({ limit, key }), THROTTLED),
    ...rates.map((rate) => own(rate.name, beyondRate(rate), THROTTLED, rate.key?.needs)),
    ...MANAGED_GROUPS.map((group) => managed(path === undefined ? group : withoutBodyRestriction(group))),
    ...(path === undefined ? [] : [own('LongBody', all(labelled(BODY_RESTRICTION.label), not(any(path, ...paths))))]),
  ];
}

/** The rules that a region can have. Each blocks, unless it counts. */
export function placeRules(
  drafts: readonly RuleDraft[],
  counted: CountedRules,
  isAvailable: (feature: Feature) => boolean,
): readonly CfnWebACL.RuleProperty[] {
  return drafts
    .filter(({ needs }) => needs.every(isAvailable))
    .map(({ name, rule }, priority) => ({ name, priority, ...rule(counted), visibilityConfig: visibility(name) }));
}

/** Metrics, but no samples: a sample keeps requests in clear, whatever the logs leave out. */
export function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}

/** A header without an address comes from nowhere that is admitted. */
function outside(countryCodes: readonly string[], headerName: string | undefined): CfnWebACL.StatementProperty {
  return not({
    geoMatchStatement: {
      countryCodes: [...countryCodes],
      ...(headerName !== undefined && { forwardedIpConfig: { headerName, fallbackBehavior: 'NO_MATCH' } }),
    },
  });
}

/** What is left of a group, where one of its rules only labels and can't count: what decides is what becomes of its label. */
function withoutBodyRestriction(group: ManagedGroup): ManagedGroup {
  if (group.name !== BODY_RESTRICTION.group) return group;
  return { ...group, rules: group.rules.filter((rule) => rule !== BODY_RESTRICTION.rule), toLabel: [BODY_RESTRICTION.rule] };
}

function antiDdosConfig({ sensitivity, challengeExcept }: AntiDdos): CfnWebACL.AWSManagedRulesAntiDDoSRuleSetProperty {
  const exemptUriRegularExpressions = challengeExcept?.map((regexString) => ({ regexString }));
  return {
    sensitivityToBlock: sensitivity ?? DdosSensitivity.MEDIUM,
    clientSideActionConfig: {
      challenge: exemptUriRegularExpressions
        ? { usageOfAction: 'ENABLED', sensitivity: DdosSensitivity.HIGH, exemptUriRegularExpressions }
        : { usageOfAction: 'DISABLED' },
    },
  };
}

/** Its label says to later rules, and to who reads the logs, that it matched, even where it counts. */
function own(
  name: string,
  statement: CfnWebACL.StatementProperty,
  customResponse: Response = REFUSED,
  needs: readonly Feature[] = [],
): RuleDraft {
  return {
    name,
    needs,
    rule: (counted) => ({
      statement,
      action: counted.has(name) ? { count: {} } : { block: { customResponse } },
      ruleLabels: [{ name: `strongroom:${name}` }],
    }),
  };
}

function managed(
  { name, group, rules, toBlock = [], toLabel = [], needs }: ManagedGroup,
  managedRuleGroupConfigs?: CfnWebACL.ManagedRuleGroupConfigProperty[],
): RuleDraft {
  return {
    name,
    rules,
    needs: needs === undefined ? [] : [needs],
    rule: (counted) => {
      const toCount = [...toLabel, ...counted.within(name)];
      const ruleActionOverrides = [
        ...toBlock.filter((rule) => !toCount.includes(rule)).map((rule) => ({ name: rule, actionToUse: { block: {} } })),
        ...toCount.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      ];
      return {
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name: group,
            ...(managedRuleGroupConfigs && { managedRuleGroupConfigs }),
            ...(ruleActionOverrides.length > 0 && { ruleActionOverrides }),
          },
        },
        overrideAction: counted.has(name) ? { count: {} } : { none: {} },
      };
    },
  };
}
