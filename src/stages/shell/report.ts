import { AUDIO_EXTENSIONS } from '../../domain/audioExtensions.ts';
import type { Tools } from '../tools.ts';
import { APP_VERSION } from '../../domain/appVersion.ts';
import { BROWSER_HAS } from '../../domain/browserHas.ts';
import type { Environment } from './environment.ts';
import { saidWords, type LogEntry } from './logBook.ts';

const LINES = 40;
const FILE = '[file]';

interface Dependencies extends Pick<Tools, 'log' | 'dataSet'> {
  readonly environment: Pick<Environment, 'storage' | 'database' | 'online'>;
}

/**
 * What an issue form asks for: version, browser, what it can do, storage, counts and the last log lines, without names of files.
 *
 * @param codecs what is said of codecs that the browser lacks; null while it has not answered
 */
export function reportText({ log, dataSet, environment }: Dependencies, codecs: readonly string[] | null): string {
  const storage = environment.storage.peek();
  const paths = dataSet.records.peek().map(({ file }) => file.path);
  return [
    `InertiaBands Trainer ${APP_VERSION}`,
    `Browser: ${navigator.userAgent}`,
    `Can: ${capabilities()}`,
    `Codecs: ${codecs === null ? 'not known yet' : codecs.length === 0 ? 'all' : codecs.join(' ')}`,
    `Cores: ${navigator.hardwareConcurrency}; online: ${yesNo(environment.online.peek())}`,
    `Database: ${environment.database.peek()}; storage: ${
      storage === null
        ? 'not known yet'
        : `${storage.mode}, ${storage.usageBytes ?? '?'} of ${storage.quotaBytes ?? '?'} bytes, persisted: ${yesNo(storage.persisted)}`
    }`,
    `Data set: ${paths.length} files, ${dataSet.models.peek().length} models`,
    '',
    ...log.entries
      .peek()
      .slice(-LINES)
      .map((entry) => line(entry, paths)),
  ].join('\n');
}

function capabilities(): string {
  const has: Readonly<Record<string, boolean>> = {
    'secure context': BROWSER_HAS.secureContext(),
    'private files': BROWSER_HAS.privateFiles(),
    WebCodecs: BROWSER_HAS.audioDecoder(),
    'audio worklet': BROWSER_HAS.worklets(),
    locks: BROWSER_HAS.locks(),
    'service worker': BROWSER_HAS.offlineCopy(),
    'file system access': BROWSER_HAS.folderHandles(),
  };
  return Object.entries(has)
    .map(([what, there]) => `${what} ${yesNo(there)}`)
    .join(', ');
}

function line(entry: LogEntry, paths: readonly string[]): string {
  const at = new Date(entry.atMs).toISOString().slice(11, 19);
  return `${at} ${entry.level} ${entry.stage}: ${withoutNames(saidWords(entry), entry.subject === null ? paths : [...paths, entry.subject])}`;
}

const OTHER_EXTENSIONS = 'duckdb db parquet json zip tar gz csv vstpreset aupreset h'.split(' ');

/** From a colon or the beginning of a line to what ends as files do: names have spaces, and rather too much goes than too little. */
const NAMED = new RegExp(`[^\\s:“”][^:“”]*?\\.(?:${[...AUDIO_EXTENSIONS, ...OTHER_EXTENSIONS].join('|')})\\b`, 'giu');

/** A line of the log with a mark in the place of every name of a file: those that are known, in quotes, or end as files do. */
export function withoutNames(text: string, known: readonly string[]): string {
  const names = known
    .flatMap((path) => [path, path.slice(path.lastIndexOf('/') + 1)])
    .filter((name) => name !== '' && text.includes(name))
    .toSorted((a, b) => b.length - a.length);
  return names
    .reduce((rest, name) => rest.replaceAll(name, FILE), text)
    .replaceAll(/“[^”]*”/gu, FILE)
    .replaceAll(NAMED, FILE);
}

function yesNo(is: boolean): string {
  return is ? 'yes' : 'no';
}
