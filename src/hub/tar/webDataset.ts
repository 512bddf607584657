import { isAudioName, stemOf } from '../audioNames.ts';

/** What a member of an archive has to tell to be put into a sample. */
interface Named {
  readonly name: string;
}

/** A row of an archive: one audio member with its texts, or texts that no audio member is meant by. */
export interface Sample<M extends Named> {
  readonly key: string;
  readonly audio: M | null;
  readonly texts: readonly M[];
}

/** The path up to the first dot of the base name: what shares it lies side by side and may be one sample. */
export function groupKey(path: string): string {
  const dot = path.indexOf('.', path.lastIndexOf('/') + 1);
  return dot < 0 ? path : path.slice(0, dot);
}

/**
 * The samples among members of one {@link groupKey}: every audio member is one, with the texts that are called like it up to
 * the last dot. What is called like none of them is the whole group's, as `0001.json` beside `0001.mix.wav` and
 * `0001.voice.wav`, but only where all that follows the key are words: in `Track 2.5 (Live).wav` the dot is part of a name.
 */
export function samplesOf<M extends Named>(members: readonly M[]): Sample<M>[] {
  const audio = members.filter(({ name }) => isAudioName(name));
  const texts = members.filter(({ name }) => !isAudioName(name));
  if (members.every(({ name }) => hasWords(name))) return wholeSamples(audio, texts);
  const stems = [...new Set(members.map(({ name }) => stemOf(name)))];
  return stems.flatMap((stem): Sample<M>[] => {
    const called = ({ name }: M) => stemOf(name) === stem;
    const own = texts.filter(called);
    const sounds = audio.filter(called).map((member) => ({ key: stem, audio: member, texts: own }));
    return sounds.length > 0 ? sounds : [{ key: stem, audio: null, texts: own }];
  });
}

/** The keys of the samples that sounds belong to, by their paths: `0001.mix.wav` is of `0001`. */
export function keysOf(sounds: readonly string[]): ReadonlyMap<string, string> {
  return new Map(sounds.map((name) => [name, groupKey(name)]));
}

function wholeSamples<M extends Named>(audio: readonly M[], texts: readonly M[]): Sample<M>[] {
  const stems = new Set(audio.map(({ name }) => stemOf(name)));
  const shared = texts.filter(
    ({ name }) => !stems.has(stemOf(name)) && (audio.length === 1 || stemOf(name) === groupKey(name)),
  );
  const sounds = audio.map((member): Sample<M> => ({
    key: audio.length === 1 ? groupKey(member.name) : stemOf(member.name),
    audio: member,
    texts: [...shared, ...texts.filter(({ name }) => stemOf(name) === stemOf(member.name))],
  }));
  const meant = new Set(sounds.flatMap((sample) => sample.texts));
  const [first, ...rest] = texts.filter((text) => !meant.has(text));
  return first === undefined
    ? sounds
    : [...sounds, { key: groupKey(first.name), audio: null, texts: [first, ...rest] }];
}

/** Whether what follows the first dot are words and no numbers or phrases: then the key means the file. */
export function hasWords(path: string): boolean {
  return path
    .slice(groupKey(path).length + 1)
    .split('.')
    .every((part) => /^[a-z][\w-]*$/iu.test(part) || /^mp[34]$/iu.test(part));
}
