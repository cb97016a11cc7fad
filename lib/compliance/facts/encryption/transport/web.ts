import type { Violation } from '../../../rule';
import type { Target } from '../../../template/references';
import type { Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { describe, isAlways, isFalse, isTrue, read } from '../../../template/values';
import { demand, isAllOf, partsOf, type TransportCheck } from './transport-check';

/** Security policies of API Gateway that take nothing below TLS 1.2 ("Supported security policies"). */
const isApiPolicy = (value: unknown) => value === 'TLS_1_2' || /^SecurityPolicy_TLS1[23]_/.test(String(value));
/** CloudFront's, for viewers ("Supported protocols and ciphers between viewers and CloudFront"). */
const isViewerPolicy = (value: unknown) => /^TLSv1\.[23]_20\d\d$/.test(String(value));
const isHttpsForViewers = (value: unknown) => value === 'https-only' || value === 'redirect-to-https';
const CONFIG = 'DistributionConfig';

export const domainNameTransport = demand({
  path: 'SecurityPolicy',
  is: isApiPolicy,
  otherwise: 'the domain is not known to refuse TLS below 1.2',
});

/** HTTP and WebSocket APIs have no domain below TLS 1.2, unless one says so. */
export const httpDomainTransport: TransportCheck = (domain, index) => {
  return partsOf(domain, 'DomainNameConfigurations', index).flatMap(({ location, at }) => {
    const policies = at('SecurityPolicy');
    if (isAllOf(policies, (policy) => policy === undefined || isApiPolicy(policy))) return [];
    return [{ location, detail: `the domain is not known to refuse TLS below 1.2: its policy is ${describe(policies)}` }];
  });
};

/**
 * A REST API's own policy counts for its custom domains, too ("Choose a security policy for your custom domain"). Without one its
 * endpoint takes TLS 1.0, unless it is private or switched off.
 */
export const restApiTransport: TransportCheck = (api, index) => {
  const isPrivate = isAlways(index, api, 'EndpointConfiguration.Types.0', (type) => type === 'PRIVATE');
  const closed = isPrivate || isAlways(index, api, 'DisableExecuteApiEndpoint', isTrue);
  return demand({
    path: 'SecurityPolicy',
    is: (policy) => isApiPolicy(policy) || (closed && policy === undefined),
    otherwise: "the API's endpoint is not known to refuse TLS below 1.2",
  })(api, index);
};

/** Viewers and origins are talked to over TLS 1.2 and later. */
export const distributionTransport: TransportCheck = (distribution, index) => [
  ...viewers(distribution, index),
  ...viewerPolicy(distribution, index),
  ...partsOf(distribution, `${CONFIG}.Origins`, index).flatMap(({ location, at }) => {
    if (isAllOf(at('CustomOriginConfig'), (config) => config === undefined)) return [];
    return origin(`${location}.CustomOriginConfig`, (path) => at(`CustomOriginConfig.${path}`));
  }),
];

/** A VPC origin is talked to over TLS 1.2 and later. */
export const vpcOriginTransport: TransportCheck = (vpcOrigin, index) => {
  const config = 'VpcOriginEndpointConfig';
  return origin(`Properties.${config}`, (path) => read(index, vpcOrigin, `${config}.${path}`));
};

function viewers(distribution: Resource, index: TemplateIndex): readonly Violation[] {
  const byDefault = `${CONFIG}.DefaultCacheBehavior`;
  return [
    {
      location: `Properties.${byDefault}`,
      policies: read(index, distribution, `${byDefault}.ViewerProtocolPolicy`),
    },
    ...partsOf(distribution, `${CONFIG}.CacheBehaviors`, index).map(({ location, at }) => {
      return { location, policies: at('ViewerProtocolPolicy') };
    }),
  ].flatMap(({ location, policies }) => {
    if (isAllOf(policies, isHttpsForViewers)) return [];
    return [
      {
        location: `${location}.ViewerProtocolPolicy`,
        detail: `the distribution answers viewers over HTTP: 'ViewerProtocolPolicy' is ${describe(policies)}`,
      },
    ];
  });
}

/** With the certificate of `*.cloudfront.net` the policy is TLSv1, whatever is asked for. */
function viewerPolicy(distribution: Resource, index: TemplateIndex): readonly Violation[] {
  const certificate = `${CONFIG}.ViewerCertificate`;
  const location = `Properties.${certificate}`;
  const own = isAlways(
    index,
    distribution,
    `${certificate}.CloudFrontDefaultCertificate`,
    (is) => is === undefined || isFalse(is),
  );
  if (!own || isAllOf(read(index, distribution, certificate), (given) => given === undefined)) {
    return [{ location, detail: "the distribution has CloudFront's own certificate, with which it takes TLS 1.0" }];
  }
  const policies = read(index, distribution, `${certificate}.MinimumProtocolVersion`);
  if (isAllOf(policies, isViewerPolicy)) return [];
  return [{ location, detail: `viewers may come with TLS below 1.2: 'MinimumProtocolVersion' is ${describe(policies)}` }];
}

/** An origin that is matched to viewers gets HTTPS, since viewers come with it alone. */
function origin(location: string, at: (path: string) => readonly Target[]): readonly Violation[] {
  const protocols = at('OriginProtocolPolicy');
  if (!isAllOf(protocols, (protocol) => protocol === 'https-only' || protocol === 'match-viewer')) {
    return [{ location, detail: `the origin is asked over HTTP: 'OriginProtocolPolicy' is ${describe(protocols)}` }];
  }
  const versions = at('OriginSSLProtocols');
  if (isAllOf(versions, (list) => Array.isArray(list) && list.length > 0 && list.every((version) => version === 'TLSv1.2')))
    return [];
  return [{ location, detail: `the origin may be asked with TLS below 1.2: 'OriginSSLProtocols' is ${describe(versions)}` }];
}
