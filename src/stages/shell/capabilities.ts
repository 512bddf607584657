import { BROWSER_CODECS, isStreamedHere, type BrowserCodec } from '../../audio/decode/streamedHere.ts';
import { ALERTED, BROWSER_HAS, type BrowserFeature } from '../../domain/browserHas.ts';
import type { StoreMode } from '../../domain/storage.ts';

/** What `STORED` says of the other kind, and the list of jobs of notifications. */
type ToldFeature = Exclude<BrowserFeature, 'privateFiles' | 'syncHandles' | 'caches' | 'notifications'>;

/** What is missing where it is, and what that means. */
const MISSING: Readonly<Record<ToldFeature, string>> = {
  secureContext:
    'This page came over plain HTTP, where browsers give no files, no offline copy and no locks: open it by HTTPS or from ' +
    'localhost.',
  locks: 'No locks: this app cannot tell whether another tab has the data set open. Use one tab.',
  audioDecoder:
    'This browser has no WebCodecs here: compressed audio goes through Web Audio instead, where FLAC comes out slightly ' +
    'rounded and very long files may be refused; WAV and AIFF are read as ever.',
  worklets: 'No audio worklets: Hear cannot play through the twin of the plugin; its exports work.',
  persistence: 'No persistent storage: the browser may clear the data set when the disk runs full.',
  offlineCopy: 'No service workers: the app does not open without a network.',
  folderHandles:
    'No handles of files and folders: after a reload a sound is found again by its copy or by Reconnect, and folders are chosen ' +
    'each time.',
  installOffer: 'No offer to install: where the browser installs pages, it does so by its own menu.',
};

const STORED: Readonly<Record<StoreMode, string | null>> = {
  opfs: null,
  whole:
    "No synchronous handles of private files (OPFS): the data set is kept as a whole in the browser's own database (IndexedDB) " +
    'after each step. It keeps no backup and no copies of audio, Undo goes back to the last opening, and a private window ' +
    'forgets it when it closes.',
  memory:
    'Nothing is kept here, neither files nor records: the data set lives in memory only. Export it before you leave.',
  'read-only': 'No room is left: the data set is open for reading only.',
};

/** Codecs that only the browser decodes: what Web Audio is asked, and what it means where it alone has one. */
const CODECS: Readonly<Record<BrowserCodec, { readonly type: string; readonly asWhole: string }>> = {
  aac: { type: 'audio/mp4; codecs="mp4a.40.2"', asWhole: '' },
  flac: { type: 'audio/flac', asWhole: ' it comes out slightly rounded, and' },
  opus: { type: 'audio/ogg; codecs="opus"', asWhole: '' },
  vorbis: { type: 'audio/ogg; codecs="vorbis"', asWhole: '' },
};

/** One plain sentence for each codec that the browser does not decode, or not as a stream; asks it, so not for the start. */
export async function codecGaps(): Promise<readonly string[]> {
  const audio = document.createElement('audio');
  const gaps: string[] = [];
  for (const codec of Object.keys(CODECS) as BrowserCodec[]) {
    const { type, asWhole } = CODECS[codec];
    const { name } = BROWSER_CODECS[codec];
    if (await isStreamedHere(codec)) continue;
    if (audio.canPlayType(type) === '') {
      gaps.push(
        `This browser does not decode ${name}: such files are refused. Convert them to WAV, or use another browser.`,
      );
      // Without any WebCodecs that is said of all of them at once.
    } else if (BROWSER_HAS.audioDecoder()) {
      gaps.push(`${name} goes through Web Audio here:${asWhole} very long files may be refused.`);
    }
  }
  return gaps;
}

/** One plain sentence for each thing that is missing; `mode` is how the data set is stored, null while it is not open. */
export function missingHere(mode: StoreMode | null): readonly string[] {
  const names = Object.keys(MISSING) as ToldFeature[];
  const stored = mode === null ? null : STORED[mode];
  return [...(stored === null ? [] : [stored]), ...names.filter((name) => !BROWSER_HAS[name]()).map(sentenceOf)];
}

/** One plain sentence for each of {@link ALERTED} that is missing. */
export function browserGaps(): readonly string[] {
  return ALERTED.filter((name) => !BROWSER_HAS[name]()).map(sentenceOf);
}

/**
 * What is said of browsers that delete what a page keeps once it was not visited for seven days of use; null for others and for
 * the installed app. Nothing can be asked for this, so that it goes by who made the engine.
 */
export function evictionWords(): string | null {
  const isInstalled = matchMedia('(display-mode: standalone)').matches;
  if (!navigator.vendor.startsWith('Apple') || isInstalled) return null;
  return (
    'Safari deletes what a page keeps after seven days of use of the browser without a visit, unless the app is on the home screen ' +
    'or in the Dock: export the database from time to time.'
  );
}

function sentenceOf(name: ToldFeature): string {
  return MISSING[name];
}
