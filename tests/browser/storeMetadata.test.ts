import { describe, expect, it } from 'vitest';
import type { AudioMetadata } from '../../src/domain/hubImport.ts';
import type { DescribedFile } from '../../src/workers/contracts/store.ts';
import {
  audioFile,
  changedCopy,
  doneOutcome,
  openStore,
  queryFile,
  sharedStore,
  undescribed,
  writeOpfs,
  KEEP_BOTH,
  TAKE_THEIRS,
} from './storeHarness.ts';

const openedStore = sharedStore();

function metadataOf(n: number, change: Partial<AudioMetadata> = {}): AudioMetadata {
  return {
    datasetId: 'x/y',
    config: 'default',
    split: 'train',
    title: `Sound ${n}`,
    sourceUrl: `https://example.org/${n}`,
    license: 'http://creativecommons.org/licenses/by/3.0/',
    licenseFamily: 'by',
    licenseSource: 'row',
    creator: "Ünïcode 'quoted'",
    genre: 'rain',
    tags: ['rain', 'a,b'],
    rawJson: '{"title":"x"}',
    ...change,
  };
}

function published(n: number, change: Partial<AudioMetadata> = {}): DescribedFile {
  return { ...undescribed(audioFile(n)), metadata: metadataOf(n, change) };
}

const TO_SCHEMA_1 = ['DROP TABLE audio_licenses', 'DELETE FROM schema_version WHERE version > 1'];

describe('metadata of public data sets', () => {
  it("[L4] lies in the desktop's table and ours, shows in the table, and goes with the file", async () => {
    const store = await openedStore();
    const { audioId } = audioFile(1);
    await store.addDescribedAudio([published(1), undescribed(audioFile(2))]);
    const [first, second] = await store.listAudio();
    expect(first?.file).toMatchObject({ license: metadataOf(1).license, licenseFamily: 'by' });
    expect(second?.file).toMatchObject({ license: null, licenseFamily: null });
    const [metadata, licenses] = await queryFile(
      await store.exportDatabase(),
      'SELECT dataset_id, dataset_config, split, source_url, creator, tags_json, raw_json FROM f.audio_metadata',
      'SELECT family, license_source, title FROM f.audio_licenses',
    );
    expect(metadata).toEqual([
      {
        dataset_id: 'x/y',
        dataset_config: 'default',
        split: 'train',
        source_url: 'https://example.org/1',
        creator: "Ünïcode 'quoted'",
        tags_json: '["rain","a,b"]',
        raw_json: '{"title":"x"}',
      },
    ]);
    expect(licenses).toEqual([{ family: 'by', license_source: 'row', title: 'Sound 1' }]);
    await store.removeAudio([audioId]);
    expect(await store.listAttributions()).toEqual([]);
  });

  it('[L4] is stored with its file and descriptors or not at all', async () => {
    const store = await openedStore();
    const odd = { ...published(1), outcome: { ...doneOutcome(1), descriptors: null as never } };
    await expect(store.addDescribedAudio([odd])).rejects.toThrow();
    expect(await store.listAudio()).toEqual([]);
    const rows = await queryFile(await store.exportDatabase(), 'SELECT audio_id FROM f.audio_metadata');
    expect(rows).toEqual([[]]);
  });

  it('[L4] a file keeps what it came with; one that was there without gets it', async () => {
    const store = await openedStore();
    const { path } = audioFile(1);
    await store.addAudioFiles([audioFile(1)]);
    const other = published(1, { datasetId: 'other/set', licenseFamily: 'cc0' });
    await store.addDescribedAudio([published(1), other]);
    await store.addDescribedAudio([other]);
    expect(await store.listAttributions()).toEqual([
      {
        path,
        title: 'Sound 1',
        creator: "Ünïcode 'quoted'",
        sourceUrl: 'https://example.org/1',
        license: metadataOf(1).license,
        licenseFamily: 'by',
        licenseSource: 'row',
        datasetId: 'x/y',
        tags: ['rain', 'a,b'],
        isRewritten: false,
      },
    ]);
    expect(await store.listAttributions(audioFile(2).audioId)).toEqual([]);
  });

  it('travels with a database, and one of the first schema is merged without it', async () => {
    const store = await openedStore();
    await store.addDescribedAudio([published(1)]);
    const exported = await store.exportDatabase();
    await store.removeAudio([audioFile(1).audioId]);
    await store.mergeDatabase(exported, KEEP_BOTH);
    expect((await store.listAudio())[0]?.file.licenseFamily).toBe('by');
    await store.removeAudio([audioFile(1).audioId]);
    const { contents } = await store.mergeDatabase(
      new Blob([await changedCopy(exported, ...TO_SCHEMA_1)]),
      TAKE_THEIRS,
    );
    expect(contents.writtenBy).toBe('trainer');
    expect((await store.listAudio())[0]?.file).toMatchObject({ license: metadataOf(1).license, licenseFamily: null });
  });

  it('finds its table in a database of the first schema after opening', async () => {
    const first = await openedStore();
    await first.addAudioFiles([audioFile(1)]);
    const old = await changedCopy(await first.exportDatabase(), ...TO_SCHEMA_1);
    await first.close();
    await writeOpfs('training.duckdb', old);
    const store = await openStore();
    expect(await store.listAudio()).toHaveLength(1);
    await store.addDescribedAudio([published(1)]);
    expect(await store.listAttributions()).toHaveLength(1);
  });
});
