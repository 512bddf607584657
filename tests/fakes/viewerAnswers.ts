import badToken from '../fixtures/huggingface/samples/error_404_bad-token.json' with { type: 'json' };
import gatedOrMissing from '../fixtures/huggingface/samples/error_401_gated-or-missing.json' with { type: 'json' };
import renamed from '../fixtures/huggingface/samples/error_404_renamed.json' with { type: 'json' };
import missingParameter from '../fixtures/huggingface/samples/error_422_missing.json' with { type: 'json' };
import notReady from '../fixtures/huggingface/samples/error_500_not-ready.json' with { type: 'json' };
import scriptNames from '../fixtures/huggingface/samples/error_500_script-confignames.json' with { type: 'json' };
import unexpected from '../fixtures/huggingface/samples/error_500_unexpected.json' with { type: 'json' };
import script from '../fixtures/huggingface/samples/error_501_script.json' with { type: 'json' };
import disabled from '../fixtures/huggingface/samples/error_501_viewer-disabled.json' with { type: 'json' };
import type { FakeRepository, ViewerState } from './fakeHub.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Sample {
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: unknown;
  };
}

/** The same failure for another reason than a script. */
const noNames: Sample = {
  response: {
    ...scriptNames.response,
    body: {
      ...scriptNames.response.body,
      cause_exception: 'FileNotFoundError',
      cause_message: 'No (supported) data files found',
    },
  },
};

const STATE_SAMPLES: Readonly<Record<Exclude<ViewerState, 'ready' | 'down'>, Sample>> = {
  script,
  'script-names': scriptNames,
  'no-names': noNames,
  disabled,
  'not-ready': notReady,
  unexpected,
};

/** What the viewer's API says of a request, in the documented shapes. */
export function viewerAnswer(
  url: URL,
  repositories: ReadonlyMap<string, FakeRepository>,
  opens: (dataset: FakeRepository) => boolean,
  hubUrl: string,
): Answer {
  const id = url.searchParams.get('dataset');
  if (id === null) return fromSample(missingParameter);
  const dataset = repositories.get(id);
  if (dataset === undefined) return fromSample(gatedOrMissing);
  if (dataset.renamed === true) return fromSample(renamed);
  if (!opens(dataset)) return fromSample(url.searchParams.has('token') ? badToken : gatedOrMissing);
  if (dataset.viewer !== 'ready' && dataset.viewer !== 'down') return fromSample(STATE_SAMPLES[dataset.viewer]);
  const named = dataset.converted.map(({ config, split }) => ({ dataset: id, config, split }));
  switch (url.pathname.slice('/viewer/'.length)) {
    case 'splits':
      return ok({ splits: named, pending: [], failed: [] });
    case 'size':
      return ok({
        size: {
          dataset: { dataset: id },
          splits: dataset.converted.map(({ config, split, rows, files }) => ({
            dataset: id,
            config,
            split,
            num_bytes_parquet_files: files.reduce((sum, { size }) => sum + size, 0),
            num_rows: rows,
            num_columns: 6,
            estimated_num_rows: null,
          })),
        },
        pending: [],
        failed: [],
        partial: dataset.partial ?? false,
      });
    case 'parquet':
      return ok(parquetAnswer(id, dataset, url.searchParams.get('config'), hubUrl));
    default:
      return { status: 404, body: { error: 'Not found.' }, headers: { 'x-error-code': 'ResponseNotFound' } };
  }
}

function parquetAnswer(id: string, dataset: FakeRepository, wanted: string | null, hubUrl: string): unknown {
  const prefix = dataset.partial === true ? 'partial-' : '';
  return {
    parquet_files: dataset.converted
      .filter(({ config }) => wanted === null || wanted === config)
      .flatMap(({ config, split, files }) =>
        files.map(({ size }, index) => {
          const filename = `${String(index).padStart(4, '0')}.parquet`;
          const path = `${config}/${prefix}${split}/${filename}`;
          return {
            dataset: id,
            config,
            split,
            filename,
            size,
            url: `${hubUrl}/datasets/${id}/resolve/refs%2Fconvert%2Fparquet/${path}`,
          };
        }),
      ),
    pending: [],
    failed: [],
    partial: dataset.partial ?? false,
  };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function fromSample({ response }: Sample): Answer {
  const code = response.headers['x-error-code'];
  return { status: response.status, body: response.body, headers: code === undefined ? {} : { 'x-error-code': code } };
}
