import { Framework } from '../../citation';
import { TRANSPORT_CHECKS } from '../../facts/encryption/transport';
import { NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';

/**
 * What can be talked to over a network takes nothing but TLS 1.2 and later: the protocol and its version where the service lets one
 * choose, a refusal of plaintext where it takes both. Queues and topics are judged when they hold data about persons, everything
 * else always. A service that has no plaintext, such as a serverless cache or a broker of Amazon MQ, is not judged.
 */
export const transportEncrypted: Rule = {
  id: 'TransportEncrypted',
  severity: 'error',
  resourceTypes: Object.keys(TRANSPORT_CHECKS),
  why: 'What goes over a network in plaintext, or in a broken version of TLS, can be read and changed by whoever carries it.',
  fix: "Require TLS 1.2 where the finding points: in a policy, deny all where 'aws:SecureTransport' is false (in the CDK 'enforceSSL: true'; CustomerDataBucket does); on a listener or domain, a policy that starts at TLS 1.2; on a database, the parameter that forces TLS.",
  cites: {
    [Framework.GDPR]: ['5(1)(f)', '32(1)(a)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['5.14', '8.21', '8.24'],
    [Framework.NIST80053]: ['SC-8', 'SC-8(1)', 'SC-13'],
    [Framework.MLPS3]: ['8.1.2.2', '8.1.4.7', '8.1.4.8'],
  },
  exceptable: true,
  check: (resource, index) => {
    const violations = TRANSPORT_CHECKS[resource.type]?.(resource, index);
    return violations === undefined ? NOT_APPLICABLE : violationsOrCompliant(violations);
  },
};
