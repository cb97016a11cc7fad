import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { FaultCollector } from '../errors';
import { allowedRegions, KNOWN_REGIONS, partitionOf } from '../regions';
import type { KeyHierarchyProps } from './key-hierarchy';
import { KeyPurpose } from './key-purpose';

/** What an alias, a parameter's name and a tag all take. */
const ENVIRONMENT = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;
const ROTATION_DAYS = { least: 90, most: 365 };

/** @throws InvalidInputError naming every fault of a hierarchy's properties at once */
export function validateKeyHierarchy(scope: Construct, props: KeyHierarchyProps): void {
  const faults = new FaultCollector(`key hierarchy '${scope.node.path}'`);
  const { environmentName, rotationPeriod, administrators } = props;
  if (environmentName !== undefined) {
    faults.check(
      ENVIRONMENT.test(environmentName),
      'environmentName',
      environmentName,
      'letters, digits and hyphens, at most 128, first a letter',
    );
  }
  const purposes = Object.values(KeyPurpose);
  for (const [index, purpose] of (props.purposes ?? []).entries()) {
    faults.check(purposes.includes(purpose), `purposes[${index}]`, purpose, `one of ${purposes.join(', ')}`);
  }
  for (const purpose of Object.keys(props.existing ?? {})) {
    faults.check(
      purposes.some((known) => known === purpose),
      `existing.${purpose}`,
      purpose,
      `one of ${purposes.join(', ')}`,
    );
  }
  if (rotationPeriod !== undefined) {
    const days = rotationPeriod.toDays({ integral: false });
    faults.check(
      Number.isInteger(days) && days >= ROTATION_DAYS.least && days <= ROTATION_DAYS.most,
      'rotationPeriod',
      `${days} days`,
      `whole days, ${ROTATION_DAYS.least} to ${ROTATION_DAYS.most}: Duration.days(180)`,
    );
  }
  if (administrators !== undefined) checkAdministrators(faults, scope, administrators);
  checkReplicaRegions(faults, scope, props);
  faults.throwIfAny();
}

function checkAdministrators(faults: FaultCollector, scope: Construct, administrators: readonly IPrincipal[]): void {
  faults.check(administrators.length > 0, 'administrators', administrators, 'at least one role or user, or leave it out');
  for (const [index, { policyFragment }] of administrators.entries()) {
    const named = JSON.stringify(Stack.of(scope).resolve(policyFragment.principalJson));
    const kinds = Object.keys(policyFragment.principalJson);
    const fine = kinds.length === 1 && kinds[0] === 'AWS' && !/\*|:root"|"\d{12}"/.test(named);
    // They are refused every use; of a whole account that would refuse everybody.
    faults.check(fine, `administrators[${index}]`, named, 'a role or user by its ARN, never an account, a service or everybody');
    faults.check(
      Object.keys(policyFragment.conditions).length === 0,
      `administrators[${index}]`,
      'a principal with conditions',
      'a role or user without conditions: the same principal is refused every use, under any condition',
    );
  }
}

function checkReplicaRegions(faults: FaultCollector, scope: Construct, props: KeyHierarchyProps): void {
  const { replicaRegions = [], residency = [] } = props;
  const { region } = Stack.of(scope);
  for (const [index, replica] of replicaRegions.entries()) {
    const at = `replicaRegions[${index}]`;
    if (!faults.check(KNOWN_REGIONS.has(replica), at, replica, allowedRegions(replica))) continue;
    faults.check(
      residency.includes(replica),
      at,
      replica,
      `a region of the residency (${residency.join(', ') || 'none is given'})`,
    );
    faults.check(replicaRegions.indexOf(replica) === index, at, replica, 'each region once');
    if (Token.isUnresolved(region)) continue;
    faults.check(replica !== region, at, replica, "another region than the stack's own");
    faults.check(partitionOf(replica) === partitionOf(region), at, replica, `a region in the partition of '${region}'`);
  }
}
