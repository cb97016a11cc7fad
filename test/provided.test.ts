import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Provided } from '../lib/provided';
import { testApp } from './support/app';

const LAMP = new Provided<Construct>('Lamp', (scope, id) => new Construct(scope, id));

describe('Provided', () => {
  test('the nearest one serves', () => {
    const app = testApp();
    const stack = new Stack(app, 'Stack');
    const room = new Construct(stack, 'Room');
    const [far, near] = [new Construct(app, 'Far'), new Construct(stack, 'Near')];
    LAMP.provide(app, far);
    expect(LAMP.of(room)).toBe(far);
    LAMP.provide(stack, near);
    expect(LAMP.of(room)).toBe(near);
    expect(LAMP.find(app)).toBe(far);
  });

  test('where none serves, one is made in the asking stack, once', () => {
    const app = testApp();
    const stack = new Stack(app, 'Stack');
    const made = LAMP.of(new Construct(stack, 'Room'));
    expect(made.node.path).toBe('Stack/Strongroom/Lamp');
    expect(LAMP.of(new Construct(stack, 'Other'))).toBe(made);
    expect(LAMP.of(new Stack(app, 'Apart')).node.path).toBe('Apart/Strongroom/Lamp');
  });
});
