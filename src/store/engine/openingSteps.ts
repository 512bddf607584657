import type { OpeningStep } from '../../domain/storage.ts';

/** Who is told of each step of opening as it begins. */
export type StepFollower = (step: OpeningStep) => void;

const AWAITED_MS = 10_000;
/** What takes long on a slow machine; the store's own limits, of which there may be several in a step, are shorter. */
const PATIENT_MS = 45_000;
/** One statement over a large data set. */
const LONG_MS = 130_000;
const COMPILED_WITHIN_MS = 305_000;
const SAFE = 'Your data is where it was.';
const BROWSER = `${SAFE} Close other tabs and windows of this app, or restart the browser, then try again.`;
const FILE = `${SAFE} Try again; where that does not help, export the database file and restore a backup.`;

/** The steps of opening the data set: what is done, how long it may stand still, and what is said then. */
export const OPENING_STEPS = {
  files: {
    doing: 'Asking the browser for the files of this page.',
    stuck: `The browser does not give this page its files. ${BROWSER}`,
    limitMs: AWAITED_MS,
  },
  takeover: {
    doing: 'Moving what an earlier version of the app left here.',
    stuck: `What an earlier version of the app left here could not be moved. ${BROWSER}`,
    limitMs: LONG_MS,
  },
  handles: {
    doing: 'Waiting until nobody else holds the database file.',
    stuck: `The database file is held by a tab or window that has ended, or the browser does not open it. ${BROWSER}`,
    limitMs: 2 * AWAITED_MS,
  },
  marker: {
    doing: 'Reading what the last visit noted.',
    stuck: `The browser’s own database (IndexedDB) does not answer. ${BROWSER}`,
    limitMs: AWAITED_MS,
  },
  engine: {
    doing: 'Starting the database engine; on a slow machine this takes minutes.',
    stuck: `The database engine does not start. ${SAFE} Reload the page, or try again.`,
    limitMs: COMPILED_WITHIN_MS,
    isSilent: true,
  },
  database: {
    doing: 'Opening the database file.',
    stuck: `The database engine does not open the file. ${FILE}`,
    limitMs: PATIENT_MS,
  },
  secondTry: {
    doing: 'The database file opens slowly; it is waited for a little longer.',
    stuck: `The database engine does not open the file. ${FILE}`,
    limitMs: PATIENT_MS,
  },
  migration: {
    doing: 'Bringing the database up to date.',
    stuck: `The database could not be brought up to date: the step did not end. ${FILE}`,
    limitMs: LONG_MS,
  },
  checking: {
    doing: 'Looking through the data set.',
    stuck: `A part of the data set is not given by the database. ${FILE}`,
    limitMs: PATIENT_MS,
  },
  repair: {
    doing: 'Repairing the data set; this can take minutes.',
    stuck: `Repairing the data set did not end. ${FILE}`,
    limitMs: LONG_MS,
  },
  readOnly: {
    doing: 'There is no room left: reading the data set into memory.',
    stuck: `The data set could not be read into memory. ${FILE}`,
    limitMs: LONG_MS,
  },
  settling: {
    doing: 'Tidying up after the last visit.',
    stuck: `Tidying up after the last visit did not end. ${BROWSER}`,
    limitMs: PATIENT_MS,
  },
  snapshot: {
    doing: 'Reading the data set.',
    stuck: `The data set is open, but what it holds does not arrive. ${FILE}`,
    limitMs: PATIENT_MS,
  },
} as const satisfies Record<string, OpeningStep>;
