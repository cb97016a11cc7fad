import { CfnTLSInspectionConfiguration } from 'aws-cdk-lib/aws-networkfirewall';
import { Names, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { FaultCollector } from '../../errors';

/** What the firewall needs to look into TLS that leaves. */
export interface TlsInspection {
  /**
   * ARN of a certificate of an authority of one's own, imported into ACM in the same region with its private key. It signs what clients are
   * shown in place of each server's certificate, so that they must trust it, and none can pin a server's.
   */
  readonly certificateAuthorityArn: string;
}

const CERTIFICATE = /^arn:[a-z-]+:acm:(?<region>[a-z0-9-]+):\d{12}:certificate\/[A-Za-z0-9-]+$/;

/**
 * Notes the faults of a TLS inspection.
 *
 * @param region where the firewall is; `undefined` where only the deployment knows
 */
export function checkTlsInspection(
  faults: FaultCollector,
  property: string,
  { certificateAuthorityArn: arn }: TlsInspection,
  region: string | undefined,
): void {
  if (Token.isUnresolved(arn)) return;
  const place = region ?? 'eu-central-1';
  const found = CERTIFICATE.exec(arn ?? '')?.groups?.['region'];
  faults.check(
    found !== undefined && (region === undefined || found === region),
    `${property}.certificateAuthorityArn`,
    arn,
    `the ARN of a certificate in ACM, in the firewall's region: 'arn:aws:acm:${place}:123456789012:certificate/...'`,
  );
}

/**
 * The configuration by which TLS to port 443 is decrypted, inspected, and encrypted anew. Then the name that a client asks for is that of
 * the server's certificate for sure, and a certificate that is revoked, or whose state nobody tells, ends the connection.
 *
 * Source: "Inspecting SSL/TLS traffic with TLS inspection configurations in AWS Network Firewall".
 */
export function tlsInspectionConfiguration(
  scope: Construct,
  id: string,
  clients: readonly string[],
  { certificateAuthorityArn }: TlsInspection,
): CfnTLSInspectionConfiguration {
  return new CfnTLSInspectionConfiguration(scope, id, {
    tlsInspectionConfigurationName: Names.uniqueResourceName(scope, { maxLength: 128, separator: '-' }),
    description: `Decrypts what leaves by ${scope.node.path}`,
    tlsInspectionConfiguration: {
      serverCertificateConfigurations: [
        {
          certificateAuthorityArn,
          checkCertificateRevocationStatus: { revokedStatusAction: 'REJECT', unknownStatusAction: 'REJECT' },
          scopes: [
            {
              protocols: [TCP],
              sources: clients.map((addressDefinition) => ({ addressDefinition })),
              sourcePorts: [{ fromPort: 0, toPort: 65535 }],
              destinations: [{ addressDefinition: '0.0.0.0/0' }],
              destinationPorts: [{ fromPort: 443, toPort: 443 }],
            },
          ],
        },
      ],
    },
  });
}

const TCP = 6;
