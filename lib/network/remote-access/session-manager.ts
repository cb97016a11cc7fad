import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { FaultCollector } from '../../errors';
import type { Existing } from '../../existing';
import { KeyHierarchy } from '../../keys/key-hierarchy';
import { KeyPurpose } from '../../keys/key-purpose';
import { keptLogGroup } from '../logs/kept-log-group';

/** How sessions on instances are held, as an environment says it. */
export interface SessionManagerDeclaration {
  /**
   * Account of the operating system that sessions run under: one without rights of its own on the machine, never root.
   * @default - the one that the tag `SSMSessionRunAs` of whoever starts the session names; without the tag, no session
   */
  readonly runAs?: string;
  /**
   * How long a session may be idle: whole minutes, 1 to 60.
   * @default Duration.minutes(15)
   */
  readonly idleTimeout?: Duration;
  /**
   * How long a session may last: whole minutes, 1 to 480.
   * @default Duration.minutes(60)
   */
  readonly maximumDuration?: Duration;
}

/** Properties of `SessionManagerLogging`. */
export interface SessionManagerLoggingProps extends SessionManagerDeclaration {
  /**
   * Who sets the preferences already: a region has them once an account.
   * @default - nobody: they are made
   */
  readonly existing?: Existing;
}

/** The name under which Session Manager looks for the preferences of an account in a region. */
const PREFERENCES = 'SSM-SessionManagerRunShell';

const IDLE = { from: 1, to: 60 } as const;
const LONGEST = { from: 1, to: 480 } as const;
/** As Linux takes it, and Windows. */
const ACCOUNT = /^[a-z_][a-z0-9_-]{0,31}$/;

/**
 * How every session on an instance is held: all that is seen in it goes to a log group at once, for a year; between whoever started it
 * and the instance it is encrypted with a key of one's own, beside TLS; it ends when it is idle, and after an hour; and it runs under an
 * account that somebody named, never as root.
 *
 * An account that opened the preferences in the console has them already, and CloudFormation can't take them over: delete them once
 * (`aws ssm delete-document --name SSM-SessionManagerRunShell`), or say who sets them. Sessions that are started with another document
 * aren't held so, and one that forwards a port carries anything, and logs none of it; a policy that lets people start sessions has to
 * name this one.
 *
 * Sources: "Session document schema", "Logging session activity", "Turn on KMS key encryption of session data".
 *
 * @throws InvalidInputError naming every fault at once
 */
export class SessionManagerLogging extends Construct {
  /** Name of the document that a session must be started with. */
  public readonly documentName = PREFERENCES;
  /** Holds a year of sessions; `undefined` where somebody else sets the preferences. */
  public readonly logGroup?: LogGroup;
  /** Encrypts sessions: whoever starts one needs `kms:GenerateDataKey`. `undefined` where somebody else sets the preferences. */
  public readonly key?: IKey;

  public constructor(scope: Construct, id: string, props: SessionManagerLoggingProps = {}) {
    super(scope, id);
    validateSessionManager(`sessions '${this.node.path}'`, props);
    if (props.existing !== undefined) {
      props.existing.record(this, 'preferences of Session Manager', []);
      return;
    }
    this.key = KeyHierarchy.of(this).key(KeyPurpose.SECRETS);
    this.logGroup = keptLogGroup(this, 'Logs', 'session-logs');
    new CfnDocument(this, 'Resource', {
      name: PREFERENCES,
      documentType: 'Session',
      documentFormat: 'JSON',
      // A change makes a new version, which becomes the default; the usual way, a replacement, would need a second name.
      updateMethod: 'NewVersion',
      content: {
        schemaVersion: '1.0',
        description: 'How sessions are held in this region: logged, encrypted, ended',
        sessionType: 'Standard_Stream',
        inputs: {
          cloudWatchLogGroupName: this.logGroup.logGroupName,
          cloudWatchEncryptionEnabled: true,
          cloudWatchStreamingEnabled: true,
          // Instances can't write to the log archive, which takes from services only.
          s3BucketName: '',
          s3KeyPrefix: '',
          s3EncryptionEnabled: true,
          kmsKeyId: this.key.keyArn,
          runAsEnabled: true,
          runAsDefaultUser: props.runAs ?? '',
          idleSessionTimeout: minutes(props.idleTimeout ?? Duration.minutes(15)),
          maxSessionDuration: minutes(props.maximumDuration ?? Duration.minutes(60)),
          shellProfile: { linux: '', windows: '' },
        },
      },
    });
  }
}

/**
 * Checks what is said of sessions.
 *
 * @throws InvalidInputError naming every fault at once
 */
export function validateSessionManager(subject: string, input: SessionManagerDeclaration): void {
  const faults = new FaultCollector(subject);
  const { runAs, idleTimeout, maximumDuration } = input;
  if (runAs !== undefined) {
    faults.check(
      ACCOUNT.test(runAs) && runAs !== 'root',
      'runAs',
      runAs,
      "an account of the operating system, never root: lower-case letters, digits, '_' and '-', at most 32",
    );
  }
  checkMinutes(faults, 'idleTimeout', idleTimeout, IDLE);
  checkMinutes(faults, 'maximumDuration', maximumDuration, LONGEST);
  faults.throwIfAny();
}

function checkMinutes(
  faults: FaultCollector,
  property: string,
  duration: Duration | undefined,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  if (duration === undefined) return;
  const given = typeof duration.toMinutes === 'function' ? duration.toMinutes({ integral: false }) : undefined;
  faults.check(
    given !== undefined && Number.isInteger(given) && given >= from && given <= to,
    property,
    given === undefined ? duration : `${given} minutes`,
    `whole minutes, ${from} to ${to}, as Duration.minutes(...)`,
  );
}

function minutes(duration: Duration): string {
  return String(duration.toMinutes());
}
