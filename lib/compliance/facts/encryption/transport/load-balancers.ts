import type { Violation } from '../../../rule';
import { isObject, type Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { describe, read, readFrom } from '../../../template/values';
import { isAllOf, partsOf, type TransportCheck } from './transport-check';

/** Security policies that take nothing below TLS 1.2 ("Security policies for your Application Load Balancer"). */
const AT_LEAST_TLS_1_2 = /^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)-/;
/** The one of classic load balancers ("Predefined SSL security policies for Classic Load Balancers"). */
const CLASSIC_TLS_1_2 = 'ELBSecurityPolicy-TLS-1-2-2017-01';
const OLD_DEFAULT = 'ELBSecurityPolicy-2016-08, which takes TLS 1.0';

/** A listener encrypts with TLS 1.2 or later, or does nothing but send to HTTPS. What passes TCP on encrypts nothing itself. */
export const listenerTransport: TransportCheck = (listener, index) => {
  const protocols = read(index, listener, 'Protocol');
  if (isAllOf(protocols, (protocol) => !['HTTP', 'HTTPS', 'TLS'].includes(String(protocol)))) return undefined;
  return protocols.flatMap((protocol): readonly Violation[] => {
    if (protocol.kind !== 'literal') {
      return [{ location: 'Properties.Protocol', detail: `the listener's protocol is ${describe([protocol])}` }];
    }
    if (protocol.value === 'HTTP') return plaintextActions(listener, 'DefaultActions', index);
    return protocol.value === 'HTTPS' || protocol.value === 'TLS' ? oldPolicy(listener, index) : [];
  });
};

/** A rule of a listener that takes plaintext does nothing but send to HTTPS, either. */
export const listenerRuleTransport: TransportCheck = (rule, index) => {
  const plaintext = read(index, rule, 'ListenerArn').some((target) => {
    if (target.kind !== 'resource') return false;
    return !isAllOf(read(index, target.resource, 'Protocol'), (protocol) => protocol !== 'HTTP');
  });
  return plaintext ? plaintextActions(rule, 'Actions', index) : undefined;
};

function plaintextActions(resource: Resource, property: string, index: TemplateIndex): readonly Violation[] {
  return partsOf(resource, property, index).flatMap(({ location, at }) => {
    const redirects = isAllOf(at('Type'), (type) => type === 'redirect');
    if (redirects && isAllOf(at('RedirectConfig.Protocol'), (protocol) => protocol === 'HTTPS')) return [];
    if (isAllOf(at('Type'), (type) => type === 'fixed-response')) return [];
    return [{ location, detail: `requests over HTTP are answered by the action ${describe(at('Type'))}, and not sent to HTTPS` }];
  });
}

function oldPolicy(listener: Resource, index: TemplateIndex): readonly Violation[] {
  const location = 'Properties.SslPolicy';
  return read(index, listener, 'SslPolicy').flatMap((policy) => {
    if (policy.kind === 'literal' && policy.value === undefined) {
      return [{ location, detail: `the listener names no security policy, so that it has ${OLD_DEFAULT}` }];
    }
    if (policy.kind === 'literal' && AT_LEAST_TLS_1_2.test(String(policy.value))) return [];
    return [
      { location, detail: `the listener's security policy is not known to refuse TLS below 1.2: it is ${describe([policy])}` },
    ];
  });
}

/** A listener of a classic load balancer encrypts, with a policy of the balancer that takes TLS 1.2 alone. */
export const classicTransport: TransportCheck = (balancer, index) => {
  return partsOf(balancer, 'Listeners', index).flatMap(({ location, at }): readonly Violation[] => {
    const protocols = at('Protocol');
    if (isAllOf(protocols, (protocol) => /^tcp$/i.test(String(protocol)))) return [];
    if (!isAllOf(protocols, (protocol) => /^(https|ssl)$/i.test(String(protocol)))) {
      return [{ location, detail: `the listener's protocol is ${describe(protocols)}, and not HTTPS or SSL` }];
    }
    if (at('PolicyNames.*').some((name) => name.kind === 'literal' && isTls12(balancer, name.value, index))) return [];
    return [{ location, detail: `the listener names no policy with ${CLASSIC_TLS_1_2}: the default is ${OLD_DEFAULT}` }];
  });
};

function isTls12(balancer: Resource, name: unknown, index: TemplateIndex): boolean {
  return read(index, balancer, 'Policies.*').some((policy) => {
    if (policy.kind !== 'literal' || !isObject(policy.value) || policy.value['PolicyName'] !== name) return false;
    return readFrom(index, balancer, policy.value, 'Attributes.*').some((attribute) => {
      return attribute.kind === 'literal' && isObject(attribute.value) && attribute.value['Value'] === CLASSIC_TLS_1_2;
    });
  });
}
