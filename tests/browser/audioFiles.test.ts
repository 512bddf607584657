import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPieces } from '../../src/audio/bytes/audioBytes.ts';
import { collectDroppedFiles, collectInputFiles } from '../../src/audio/files/fileDrop.ts';
import { looksLikeAudio } from '../../src/domain/audioExtensions.ts';
import { audioIdOf } from '../../src/audio/bytes/hash.ts';
import { readPcm } from '../../src/audio/decode/pcmReader.ts';
import { release } from '../../src/audio/bytes/release.ts';
import { sniff } from '../../src/audio/sniff/sniff.ts';
import { encodeWav } from '../../src/audio/write/wavWriter.ts';

describe('a buffer that is not needed any more', () => {
  it('[memory] gives its memory back at once', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    release(bytes.buffer);
    expect([bytes.length, bytes.buffer.byteLength]).toEqual([0, 0]);
  });

  it('[memory] is each piece of a file once the next is asked for', async () => {
    const blob = new Blob([Uint8Array.from({ length: 10 }, (_, i) => i)]);
    const pieces: Uint8Array[] = [];
    const seen: number[] = [];
    for await (const piece of readPieces(blob, 1, 10, 4, { stage: 'import', path: null })) {
      expect(pieces.every(({ length }) => length === 0)).toBe(true);
      pieces.push(piece);
      seen.push(...piece);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('files chosen by hand', () => {
  it('come with their name, or their path where a folder was chosen, sorted', () => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['b'], 'b.wav'));
    const inFolder = new File(['a'], 'a.wav');
    Object.defineProperty(inFolder, 'webkitRelativePath', { value: 'Kit/a.wav' });
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.files = transfer.files;
    Object.defineProperty(input, 'files', { value: [...transfer.files, inFolder] });
    expect(collectInputFiles(input).map(({ path }) => path)).toEqual(['Kit/a.wav', 'b.wav']);
    expect(collectInputFiles(document.createElement('input'))).toEqual([]);
  });
});

describe('dropped files', () => {
  it('are taken from a real transfer, and text beside them is left', async () => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['b'], 'b.wav'));
    transfer.items.add(new File(['a'], 'a.wav'));
    transfer.items.add('words', 'text/plain');
    const files = await collectDroppedFiles(transfer);
    expect(files.map(({ path, file }) => [path, file.name])).toEqual([
      ['a.wav', 'a.wav'],
      ['b.wav', 'b.wav'],
    ]);
  });

  it('are read themselves where the browser gives an entry that cannot be read', async () => {
    const file = new File(['a'], 'a.wav');
    const entry = {
      isFile: true,
      isDirectory: false,
      fullPath: '/a.wav',
      file: (_: unknown, fail: () => void) => fail(),
    };
    const item = { kind: 'file', webkitGetAsEntry: () => entry, getAsFile: () => file };
    expect(await collectDroppedFiles({ items: [item] } as unknown as DataTransfer)).toEqual([{ path: 'a.wav', file }]);
  });

  it('are found in folders, past the hundred entries that one reading gives', async () => {
    const file = (path: string): FileSystemEntry =>
      ({
        isFile: true,
        isDirectory: false,
        fullPath: `/${path}`,
        file: (resolve: (file: File) => void) => resolve(new File(['x'], path.split('/').at(-1)!)),
      }) as unknown as FileSystemEntry;
    const folder = (path: string, children: readonly FileSystemEntry[]): FileSystemEntry =>
      ({
        isFile: false,
        isDirectory: true,
        fullPath: `/${path}`,
        createReader: () => {
          const left = [...children];
          return { readEntries: (resolve: (batch: FileSystemEntry[]) => void) => resolve(left.splice(0, 100)) };
        },
      }) as unknown as FileSystemEntry;
    const many = Array.from({ length: 250 }, (_, i) => file(`Kit/Deep/${String(i).padStart(3, '0')}.wav`));
    const root = folder('Kit', [folder('Kit/Deep', many), file('Kit/a.flac'), folder('Kit/Empty', [])]);
    const item = { kind: 'file', webkitGetAsEntry: () => root, getAsFile: () => null };
    const files = await collectDroppedFiles({ items: [item] } as unknown as DataTransfer);
    expect(files).toHaveLength(251);
    expect(files[0]!.path).toBe('Kit/Deep/000.wav');
    expect(files.at(-1)!.path).toBe('Kit/a.flac');
  });
});

describe('files on disk', () => {
  let root: FileSystemDirectoryHandle;
  beforeEach(async () => {
    root = await (await navigator.storage.getDirectory()).getDirectoryHandle('audio-files-test', { create: true });
  });
  afterEach(async () => {
    await (await navigator.storage.getDirectory()).removeEntry('audio-files-test', { recursive: true });
  });

  async function write(folder: FileSystemDirectoryHandle, name: string, content: Blob): Promise<FileSystemFileHandle> {
    const handle = await folder.getFileHandle(name, { create: true });
    const writable = await handle.createWritable();
    await writable.write(content);
    await writable.close();
    return handle;
  }

  it('of a directory handle come with paths and with handles', async () => {
    const deep = await root.getDirectoryHandle('deep', { create: true });
    await write(deep, 'kick.wav', new Blob(['x']));
    await write(root, 'snare.wav', new Blob(['y']));
    const item = {
      kind: 'file',
      webkitGetAsEntry: () => null,
      getAsFile: () => null,
      getAsFileSystemHandle: () => Promise.resolve(root),
    };
    const files = await collectDroppedFiles({ items: [item] } as unknown as DataTransfer);
    expect(files.map(({ path, handle }) => [path, handle?.kind])).toEqual([
      ['audio-files-test/deep/kick.wav', 'file'],
      ['audio-files-test/snare.wav', 'file'],
    ]);
  });

  it('that changed or are gone since they were chosen are asked for again', async () => {
    const wav = encodeWav([new Float32Array(20_000).fill(0.5)], 44_100, 's16');
    const handle = await write(root, 'kick.wav', wav);
    const file = await handle.getFile();
    const sniffed = await sniff(file);
    if (sniffed.kind !== 'pcm') throw new Error('not PCM');
    await write(root, 'kick.wav', new Blob([wav, 'more']));
    await expect(readPcm(file, sniffed, { path: 'kick.wav' }).next()).rejects.toMatchObject({
      code: 'file-gone',
      subject: 'kick.wav',
      message: expect.stringMatching(/choose it again/) as string,
    });
    const again = await handle.getFile();
    await root.removeEntry('kick.wav');
    await expect(audioIdOf(again, { path: 'kick.wav' })).rejects.toMatchObject({ code: 'file-gone' });
  });
});

describe('looksLikeAudio', () => {
  it('goes by the extension, whatever its case', () => {
    const names = [
      'a.wav',
      'A.WAV',
      'a.b.flac',
      'a.aif',
      'a.aiff',
      'a.aifc',
      'a.ogg',
      'a.opus',
      'a.mp3',
      'a.m4a',
      'a.mp4',
    ];
    expect(names.filter((name) => !looksLikeAudio(name))).toEqual([]);
    expect(['wav', 'a.txt', 'a.wav.asd', '.DS_Store', 'a.'].filter(looksLikeAudio)).toEqual([]);
  });
});
