export * from './declaration/category';
export * from './declaration/data-asset';
export * from './declaration/inventory';
export * from './errors';
