import { CfnVPCEncryptionControl, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { Feature, isAvailable } from '../../availability';

/** What is done about traffic within a network that isn't encrypted. */
export const EncryptionMode = {
  /** It is told by the field `encryption-status` of flow logs, and AWS lists what sends it. */
  MONITOR: 'monitor',
  /** What could send it can't be made. */
  ENFORCE: 'enforce',
} as const;

export type EncryptionMode = (typeof EncryptionMode)[keyof typeof EncryptionMode];

/** Properties of `EncryptionControl`. */
export interface EncryptionControlProps {
  readonly vpc: IVpc;
  readonly mode: EncryptionMode;
}

/**
 * Sees to it that traffic within a network is encrypted, by the hardware of its hosts or by its programs. It costs by the hour and VPC in
 * either mode, from the first network interface on.
 *
 * Enforced, it leaves out what has an end outside: the internet gateway, and functions, whose hosts are Lambda's; there, it is for programs to
 * encrypt. A network firewall can't be in an enforced VPC, and neither can a NAT gateway behind it. AWS enforces nothing in a VPC that
 * holds something unencrypted, so that a network that stands is monitored first.
 *
 * Source: "Enforce VPC encryption in transit" in the "Amazon VPC User Guide".
 */
export class EncryptionControl extends Construct {
  public constructor(scope: Construct, id: string, { vpc: { vpcId }, mode }: EncryptionControlProps) {
    super(scope, id);
    if (!isAvailable(this, Feature.VPC_ENCRYPTION_CONTROL)) return;
    new CfnVPCEncryptionControl(this, 'Resource', {
      vpcId,
      mode,
      ...(mode === EncryptionMode.ENFORCE && { internetGatewayExclusionInput: 'enable', lambdaExclusionInput: 'enable' }),
    });
  }
}
