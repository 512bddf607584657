import { makeZip } from 'client-zip';
import * as v from 'valibot';
import { AppError } from '../../domain/errors.ts';
import { safeFileName, uniqueFileNames } from '../../formats/fileNames.ts';
import { LONGEST_PROJECT_NAME } from '../../store/projects.ts';
import type { Member } from '../../workers/contracts/hub.ts';
import type { ProjectContents, ProjectSound } from './projectContents.ts';

/** The files of a project's file, which is a zip archive without compression. */
const MANIFEST = 'project.json';
const DATABASE = 'training.duckdb';
const SOUNDS = 'sounds/';

const SOUND = v.object({
  // Names its copy's file.
  audioId: v.pipe(v.string(), v.regex(/^[\da-z]{1,64}$/u)),
  path: v.string(),
  file: v.string(),
  byHand: v.boolean(),
});
const SCHEMA = v.object({
  format: v.literal('inertiabands-project'),
  version: v.literal(1),
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LONGEST_PROJECT_NAME)),
  settings: v.record(v.string(), v.unknown()),
  sounds: v.array(v.unknown()),
});
type Manifest = v.InferOutput<typeof SCHEMA>;

/**
 * Writes a project as one file.
 *
 * @param onSound told how many sounds are in it so far
 * @returns the file, and how many of the sounds were gone meanwhile
 */
export async function encodeProject(
  contents: ProjectContents,
  signal: AbortSignal,
  onSound: (done: number) => void,
): Promise<{ readonly file: Blob; readonly gone: number }> {
  const files = uniqueFileNames(contents.sounds.map(({ path }) => safeFileName(path, 'sound')));
  const listed: v.InferOutput<typeof SOUND>[] = [];
  async function* members() {
    yield { name: DATABASE, input: contents.database };
    for (const [index, sound] of contents.sounds.entries()) {
      signal.throwIfAborted();
      const bytes = await sound.open();
      const file = `${SOUNDS}${files[index] ?? ''}`;
      if (bytes !== null) {
        listed.push({ audioId: sound.audioId, path: sound.path, byHand: sound.byHand, file });
        yield { name: file, input: bytes };
      }
      onSound(index + 1);
    }
    const { name, settings } = contents;
    const manifest: Manifest = { format: 'inertiabands-project', version: 1, name, settings, sounds: listed };
    yield { name: MANIFEST, input: JSON.stringify(manifest, withBytes, 1) };
  }
  // A Blob of more than memory holds lies on the disk.
  const file = await new Response(makeZip(members()), {
    headers: { 'Content-Type': 'application/octet-stream' },
  }).blob();
  return { file, gone: contents.sounds.length - listed.length };
}

/**
 * Reads what {@link encodeProject} wrote; a sound that is damaged, or of which nothing can be understood, counts as gone. Throws `damaged-file` where something else of it is,
 * and `bad-database` where it is something else.
 */
export async function decodeProject(fileName: string, members: readonly Member[]): Promise<ProjectContents> {
  const contentOf = (name: string) => members.find(({ path }) => path === name)?.content;
  if (contentOf(DATABASE) === null || contentOf(MANIFEST) === null) throw damaged(fileName);
  const database = contentOf(DATABASE);
  const manifest = manifestIn(await contentOf(MANIFEST)?.text());
  if (database == null || manifest === null) throw noProject(fileName);
  return {
    name: manifest.name,
    settings: manifest.settings,
    database,
    sounds: manifest.sounds.map((entry): ProjectSound => {
      const sound = v.safeParse(SOUND, entry);
      if (!sound.success) return { audioId: '', path: '', byHand: false, open: async () => null };
      const { audioId, path, byHand, file } = sound.output;
      return { audioId, path, byHand, open: async () => contentOf(file) ?? null };
    }),
  };
}

/** JSON has no bytes, which presets that were imported for sounds are kept as. */
const BYTES = 'inertiabands-bytes';

function withBytes(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { [BYTES]: [...value] } : value;
}

function readBytes(_key: string, value: unknown): unknown {
  const parsed = v.safeParse(v.strictObject({ [BYTES]: v.array(v.number()) }), value);
  return parsed.success ? Uint8Array.from(parsed.output[BYTES] ?? []) : value;
}

function manifestIn(text: string | undefined): Manifest | null {
  try {
    const parsed = v.safeParse(SCHEMA, JSON.parse(text ?? '', readBytes));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

function damaged(fileName: string): AppError {
  return new AppError({
    code: 'damaged-file',
    stage: 'import',
    subject: fileName,
    message: `${fileName} is damaged: a checksum (CRC-32) in it differs. Fetch or copy the file again. Nothing was changed.`,
  });
}

function noProject(fileName: string): AppError {
  return new AppError({
    code: 'bad-database',
    stage: 'import',
    subject: fileName,
    message: `${fileName} holds no project that this version knows. Export it again under Projects, and import that file. Nothing was changed.`,
  });
}
