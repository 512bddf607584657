import { AppError, isAbort } from '../../domain/errors.ts';
import { isAudioName } from '../audioNames.ts';
import type { RangeSource } from '../bytes/rangeSource.ts';
import { RangeReader } from '../bytes/rangeReader.ts';
import type { HubRecord, PlacedRow, ShardRequest } from '../records.ts';
import { tarMembers, type TarMember } from './tarMembers.ts';

/** Audio up to this size is kept while its metadata, which may come after it, is awaited; larger audio is fetched then. */
const KEPT_AUDIO_BYTES = 256 * 1024;
const LARGEST_TEXT_BYTES = 4 * 1024 * 1024;

interface Sample {
  readonly key: string;
  readonly record: Record<string, unknown>;
  audio: { readonly member: TarMember; readonly kept: Blob | null } | null;
}

/** A WebDataset archive: files that share their path up to the first dot are one row (`a.wav`, `a.json`). */
export class TarShard {
  readonly #source: RangeSource;

  constructor(source: RangeSource) {
    this.#source = source;
  }

  /** The rows from a byte offset on. Audio of rows that are not wanted is passed over. */
  async *read({ from, accepts, licenseColumn, signal }: ShardRequest): AsyncGenerator<PlacedRow> {
    let index = from.row;
    for await (const { sample, end } of this.#samples(from.group, signal)) {
      index += 1;
      const next = { group: end, row: index };
      const { record, audio } = sample;
      if (!accepts(licenseColumn === null ? null : record[licenseColumn]))
        yield { row: { kind: 'refused', record }, next };
      else if (audio === null) yield { row: { kind: 'no-audio', record, reason: 'it holds no audio file' }, next };
      else
        yield {
          row: { kind: 'audio', record, audio: await this.#fetch(audio, signal), name: audio.member.name },
          next,
        };
    }
  }

  /** The records of the first rows. */
  async preview(count: number, signal: AbortSignal): Promise<HubRecord[]> {
    const records: HubRecord[] = [];
    for await (const { sample } of this.#samples(0, signal)) {
      records.push(sample.record);
      if (records.length >= count) break;
    }
    return records;
  }

  async *#samples(
    start: number,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly sample: Sample; readonly end: number }> {
    const reader = new RangeReader(this.#source, start, this.#source.sizeBytes, signal);
    let sample: Sample | null = null;
    try {
      for await (const member of tarMembers(reader)) {
        const { key, field } = splitName(member.name);
        if (sample !== null && sample.key !== key) yield { sample, end: member.headerStart };
        if (sample === null || sample.key !== key) {
          sample = { key, record: { __key__: key }, audio: null };
        }
        if (isAudioName(member.name)) {
          sample.audio ??= {
            member,
            kept: member.sizeBytes <= KEPT_AUDIO_BYTES ? await reader.blob(member.sizeBytes) : null,
          };
        } else if (member.sizeBytes <= LARGEST_TEXT_BYTES) {
          addText(sample.record, field, await reader.read(member.sizeBytes));
        }
      }
      if (sample !== null) yield { sample, end: this.#source.sizeBytes };
    } catch (error) {
      if (error instanceof AppError || isAbort(error)) throw error;
      throw this.#damaged(error);
    }
  }

  async #fetch({ member, kept }: NonNullable<Sample['audio']>, signal: AbortSignal): Promise<Blob> {
    if (kept !== null) return kept;
    const end = member.dataStart + member.sizeBytes;
    if (end > this.#source.sizeBytes) throw this.#damaged(new RangeError('it ends within a file'));
    return new RangeReader(this.#source, member.dataStart, end, signal).blob(member.sizeBytes);
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

function splitName(path: string): { readonly key: string; readonly field: string } {
  const dot = path.indexOf('.', path.lastIndexOf('/') + 1);
  return dot < 0 ? { key: path, field: '' } : { key: path.slice(0, dot), field: path.slice(dot + 1).toLowerCase() };
}

/** `x.json` gives its fields, `x.txt` and `x.cls` one field each; other files are left out. */
function addText(record: Record<string, unknown>, field: string, bytes: Uint8Array): void {
  if (field === 'json' || field.endsWith('.json')) {
    try {
      const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
      if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) Object.assign(record, parsed);
      else record[field] = parsed;
    } catch {
      record[field] = null;
    }
  } else if (/^(?:txt|cls|cls2|text|license|transcript)$/u.test(field)) {
    record[field] = new TextDecoder().decode(bytes).trim();
  }
}
