import type { GivenUp, SpaceKind } from '../../stages/data/storageSpace.ts';

/** What takes room, in the order in which it is listed. */
export const SPACE_NAMES: Readonly<Record<SpaceKind, string>> = {
  database: 'Data set',
  backup: 'Backup',
  undo: 'Undo history',
  kept: 'Kept copies of audio',
  staged: 'Copies that wait for descriptors',
  aside: 'Kept aside',
  projects: 'Other projects',
  app: 'The app itself',
  other: 'Other, held by the browser',
};

/** What is lost with each kind that may be given up. */
export const SPACE_COSTS: Readonly<Record<GivenUp, string>> = {
  undo: 'Steps until now can no longer be undone or made again.',
  kept: 'Sounds that lie nowhere else must be added again to be heard.',
  staged: 'Files whose descriptors are still to come must be added again.',
  aside:
    'Databases that did not open and rows that could not be understood can no longer be exported; the data set does not need them.',
  app: 'Until its files are fetched again, at the next visit, the app does not open without a network.',
};
