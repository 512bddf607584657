import { isTableName } from '../../domain/dataSetFiles.ts';
import { AppError, isAbort } from '../../domain/errors.ts';
import { isAudioName, stemOf } from '../audioNames.ts';
import type { RangeSource } from '../bytes/rangeSource.ts';
import { piecesOf } from '../bytes/forwardReader.ts';
import { RangeReader } from '../bytes/rangeReader.ts';
import { textOfAnyEncoding } from '../bytes/anyEncoding.ts';
import { IN_MEMORY, type UnpackingRoom } from '../bytes/unpackingRoom.ts';
import { isCard, LARGEST_CARD_BYTES } from '../folder/cardLicense.ts';
import { isRecord } from '../columns/feature.ts';
import { licenseOf, mergeFields } from '../columns/licenses.ts';
import type { HubRecord, PlacedRow, ShardRequest } from '../records.ts';
import type { HubFile } from '../../workers/contracts/hub.ts';
import { parseLooseJson } from '../tables/looseJson.ts';
import { readSidecar, readTable, tooLarge, type Table } from '../tables/readTable.ts';
import { joinTables, type SaidOfSounds } from '../tables/tableJoin.ts';
import { gzipReader, plainReader, type ArchiveReader } from './archiveReader.ts';
import { tarMembers, type TarMember } from './tarMembers.ts';
import { groupKey, keysOf, samplesOf, type Sample } from './webDataset.ts';

/** Audio up to this size is kept while its metadata, which may come after it, is awaited; larger audio is fetched then. */
const KEPT_AUDIO_BYTES = 256 * 1024;
/** The same of all members of a group together. */
const KEPT_GROUP_BYTES = 8 * 1024 * 1024;
/** What is unpacked is passed on in such pieces. */
const UNPACKED_PIECE_BYTES = 256 * 1024;
const LARGEST_TEXT_BYTES = 4 * 1024 * 1024;
/** A group is cut beyond so many members: a position counts its rows below the size of a block. */
const LARGEST_GROUP = 500;
const BLOCK_BYTES = 512;
/** By so many members it shows whether each sample brings its texts. */
const PROBED_MEMBERS = 64;

interface Member extends TarMember {
  /** Null for audio that is left where it lies. */
  readonly kept: Blob | null;
}

interface Group {
  readonly members: Member[];
  readonly start: number;
}

/** What the tables within an archive say. */
interface ArchiveTables extends SaidOfSounds {
  /** Of the tables themselves, which are no rows. */
  readonly paths: ReadonlySet<string>;
  readonly tables: readonly Table[];
  /** What the sounds are called, as far as the archive was walked through. */
  readonly names: readonly string[];
  /** The cards of its folders. */
  readonly cards: readonly HubFile[];
}

const NO_TABLES: ArchiveTables = {
  fieldsOf: () => ({}),
  notes: [],
  paths: new Set(),
  tables: [],
  names: [],
  cards: [],
};
/** What a sample may say besides its audio. */
const TEXT_NAME = /\.(?:json|txt|cls|cls2|text|license|transcript)$/iu;

/**
 * A tar archive, also one that GZIP packed: every audio member is a row, with the texts of its sample (WebDataset) and with
 * what tables within the archive say of it. A position in it is the byte where a group of samples begins, plus how many of
 * its rows are done: headers begin at whole blocks, so both are told apart.
 */
export class TarShard {
  readonly #source: RangeSource;
  readonly #isPacked: boolean;
  readonly #isWalked: boolean;
  /** What tables beside the archive say; null for none. */
  tables: SaidOfSounds | null = null;
  #within: Promise<ArchiveTables> | null = null;
  readonly #damagedTexts = new Set<string>();

  /** @param isWalked - whether all of it is walked through first: else tables are only looked for where samples bring no texts */
  constructor(source: RangeSource, { isWalked = true }: { readonly isWalked?: boolean } = {}) {
    this.#source = source;
    this.#isPacked = /\.(?:tar\.gz|tgz)$/iu.test(source.name);
    this.#isWalked = isWalked;
  }

  /** The rows from a position on. Audio of rows that are not wanted is passed over. */
  async *read({ from, accepts, licenseColumn, room = IN_MEMORY, signal }: ShardRequest): AsyncGenerator<PlacedRow> {
    let index = from.row;
    for await (const { sample, record, next: group } of this.#rows(from.group, signal, room)) {
      index += 1;
      const next = { group, row: index };
      const isRefused = !accepts(licenseOf(record, licenseColumn));
      if (isRefused && sample.audio?.kept) await room.release(sample.audio.kept);
      if (isRefused) yield { row: { kind: 'refused', record }, next };
      else if (sample.audio === null) {
        yield { row: { kind: 'no-audio', record, reason: 'no audio lies beside their texts', name: sample.key }, next };
      } else {
        const audio = await this.#fetch(sample.audio, signal);
        yield { row: { kind: 'audio', record, audio, name: sample.audio.name }, next };
      }
    }
  }

  /** The records of the first rows. */
  async preview(count: number, signal: AbortSignal): Promise<HubRecord[]> {
    const records: HubRecord[] = [];
    for await (const { record } of this.#rows(0, signal, null)) {
      records.push(record);
      if (records.length >= count) break;
    }
    return records;
  }

  /** What a person should know of its tables before anything is stored. */
  async notes(signal: AbortSignal): Promise<readonly string[]> {
    const [example] = this.#damagedTexts;
    return [
      ...(await this.#joined(signal)).notes,
      ...(this.tables?.notes ?? []),
      ...(example === undefined
        ? []
        : [
            this.#damagedTexts.size === 1
              ? `One of the first texts is damaged and says nothing of its sound: ${example}.`
              : `${this.#damagedTexts.size} of the first texts are damaged and say nothing of their sounds: ${example} for example.`,
          ]),
    ];
  }

  /** What the archive's tables say where no sounds lie beside them: then they speak of sounds elsewhere. */
  async tablesAlone(signal: AbortSignal): Promise<readonly Table[]> {
    const { names, tables } = await this.#joined(signal);
    return names.length === 0 ? tables : [];
  }

  /** What the sounds of an archive that is walked through are called; one that two have comes twice. */
  async names(signal: AbortSignal): Promise<readonly string[]> {
    return (await this.#joined(signal)).names;
  }

  /** The cards within an archive that is walked through. */
  async cards(signal: AbortSignal): Promise<readonly HubFile[]> {
    return (await this.#joined(signal)).cards;
  }

  /** Whether an archive may hold sounds: of one that is not walked through nobody knows. */
  async holdsSounds(signal: AbortSignal): Promise<boolean> {
    return !this.#isWalked || (await this.names(signal)).length > 0;
  }

  /** @param room - for what is unpacked; null where only the records are wanted */
  async *#rows(
    position: number,
    signal: AbortSignal,
    room: UnpackingRoom | null,
  ): AsyncGenerator<{ readonly sample: Sample<Member>; readonly record: HubRecord; readonly next: number }> {
    const tables = await this.#joined(signal);
    const start = position - (position % BLOCK_BYTES);
    for await (const { group, end } of this.#groups(start, tables.paths, room, signal)) {
      const samples = samplesOf(group.members);
      for (const [index, sample] of samples.entries()) {
        if (group.start + index < position) continue;
        const said = await Promise.all(sample.texts.map(async (text) => this.#fieldsOfText(text)));
        const name = sample.audio?.name;
        const joined = name === undefined ? [] : [tables.fieldsOf(name), this.tables?.fieldsOf(name) ?? {}];
        const record = { __key__: sample.key, ...mergeFields([...said, ...joined]) };
        yield { sample, record, next: index + 1 < samples.length ? group.start + index + 1 : end };
      }
    }
  }

  /** Members that share their path up to the first dot, with their texts and small sounds. */
  async *#groups(
    start: number,
    tables: ReadonlySet<string>,
    room: UnpackingRoom | null,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly group: Group; readonly end: number }> {
    let group: Group | null = null;
    let keptBytes = 0;
    let end = start;
    for await (const { member, reader } of this.#members(start, signal)) {
      const isAudio = isAudioName(member.name);
      const isText = TEXT_NAME.test(member.name) && member.sizeBytes <= LARGEST_TEXT_BYTES && !tables.has(member.name);
      if (!isAudio && !isText) continue;
      const isFull = group !== null && group.members.length >= LARGEST_GROUP;
      if (group !== null && (isFull || groupKey(group.members[0]?.name ?? '') !== groupKey(member.name))) {
        yield { group, end: member.headerStart };
        group = null;
      }
      if (group === null) {
        group = { members: [], start: member.headerStart };
        keptBytes = 0;
      }
      const isSmall = member.sizeBytes <= KEPT_AUDIO_BYTES && keptBytes + member.sizeBytes <= KEPT_GROUP_BYTES;
      let kept: Blob | null = null;
      if (!isAudio) kept = await reader.blob(member.sizeBytes);
      else if (room !== null && this.#isPacked)
        kept = await room.hold(piecesOf(reader, member.sizeBytes, UNPACKED_PIECE_BYTES), member.sizeBytes);
      else if (room !== null && isSmall && this.#source.slice === undefined) kept = await reader.blob(member.sizeBytes);
      keptBytes += kept?.size ?? 0;
      group.members.push({ ...member, kept });
      end = Math.ceil((member.dataStart + member.sizeBytes) / BLOCK_BYTES) * BLOCK_BYTES;
    }
    if (group !== null) yield { group, end };
  }

  async *#members(
    start: number,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly member: TarMember; readonly reader: ArchiveReader }> {
    try {
      const reader = this.#isPacked
        ? await gzipReader(this.#source, start, signal)
        : plainReader(this.#source, start, signal);
      for await (const member of tarMembers(reader)) yield { member, reader };
    } catch (error) {
      if (error instanceof AppError || isAbort(error)) throw error;
      throw this.#damaged(error);
    }
  }

  async #joined(signal: AbortSignal): Promise<ArchiveTables> {
    this.#within ??= this.#readTables(signal);
    return this.#within;
  }

  /** Tables may come after the audio: they are read in a pass of their own before the first row. */
  async #readTables(signal: AbortSignal): Promise<ArchiveTables> {
    const names: string[] = [];
    const tables: Table[] = [];
    /** Texts that may be of a sound which lies elsewhere, as where all texts come first. */
    const sidecars: Table[] = [];
    const cards: HubFile[] = [];
    let group = { key: '', hasAudio: false, texts: [] as HubFile[] };
    const endGroup = async () => {
      // A text that lies beside audio of its own is that sample's.
      if (group.hasAudio) return;
      for (const file of group.texts) {
        const alone = await readSidecar(file);
        if (alone === null) tables.push(await readTable(file, signal));
        else sidecars.push(alone);
      }
    };
    let count = 0;
    let withTexts = false;
    for await (const { member, reader } of this.#members(0, signal)) {
      const { name, sizeBytes } = member;
      count += 1;
      if (groupKey(name) !== group.key) {
        await endGroup();
        group = { key: groupKey(name), hasAudio: false, texts: [] };
      }
      if (isAudioName(name)) {
        names.push(name);
        group.hasAudio = true;
      } else if (isCard(name)) {
        cards.push({ path: name, file: new File([await reader.blob(Math.min(sizeBytes, LARGEST_CARD_BYTES))], name) });
      } else if (isTableName(name)) {
        const skipped = tooLarge(name, sizeBytes);
        if (skipped !== null) {
          tables.push(skipped);
          continue;
        }
        const file = { path: name, file: new File([await reader.blob(sizeBytes)], name) };
        if (/\.(?:json|txt)$/iu.test(name)) group.texts.push(file);
        else tables.push(await readTable(file, signal));
      }
      withTexts ||= group.hasAudio && group.texts.length > 0;
      if (!this.#isWalked && count >= PROBED_MEMBERS && withTexts && tables.length === 0) return NO_TABLES;
    }
    await endGroup();
    const stems = new Set(names.map((name) => stemOf(name).normalize('NFC')));
    tables.push(...sidecars.filter(({ path }) => stems.has(stemOf(path).normalize('NFC'))));
    const used = tables.filter(({ rows, problems }) => rows.length + problems.length > 0);
    if (used.length === 0) return { ...NO_TABLES, names, cards };
    return {
      ...joinTables(used, names, keysOf(names)),
      paths: new Set(used.map(({ path }) => path)),
      tables: used,
      names,
      cards,
    };
  }

  /** `x.json` gives its fields, `x.txt` and `x.cls` one field each. */
  async #fieldsOfText({ name, kept }: Member): Promise<Readonly<Record<string, unknown>>> {
    const text = textOfAnyEncoding(new Uint8Array((await kept?.arrayBuffer()) ?? []));
    const field = name.slice(groupKey(name).length + 1).toLowerCase();
    if (!name.toLowerCase().endsWith('.json')) return { [field.slice(field.lastIndexOf('.') + 1)]: text.trim() };
    try {
      const parsed = parseLooseJson(text);
      return isRecord(parsed) ? parsed : { [field]: parsed };
    } catch {
      this.#damagedTexts.add(name);
      return { [field]: 'damaged' };
    }
  }

  async #fetch({ dataStart, sizeBytes, kept }: Member, signal: AbortSignal): Promise<Blob> {
    if (kept !== null) return kept;
    const end = dataStart + sizeBytes;
    if (end > this.#source.sizeBytes) throw this.#damaged(new RangeError('it ends within a file'));
    return (
      this.#source.slice?.(dataStart, end) ?? new RangeReader(this.#source, dataStart, end, signal).blob(sizeBytes)
    );
  }

  #damaged(cause: unknown): AppError {
    const { name } = this.#source;
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new AppError(
      {
        code: 'damaged-file',
        stage: 'import',
        subject: name,
        message: `${name} could not be read as a tar archive: ${reason}. Fetch or copy the file again.`,
      },
      { cause },
    );
  }
}
