export { bestForAll, hear, measureTask, search, synthesise } from './hear.ts';
export { judge } from './judge.ts';
export { judgedGain } from './judged.ts';
export { unjudgedGain } from './unjudged.ts';
