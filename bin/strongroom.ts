import { runBaselineApp } from '../lib';
import { environments } from './environments';

runBaselineApp(environments);
