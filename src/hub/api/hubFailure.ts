import { AppError, type ErrorCode } from '../../domain/errors.ts';

/** An answer that is no success, or none at all (`status` 0). */
export class HubFailure extends Error {
  override readonly name = 'HubFailure';
  readonly status: number;
  /** The header `X-Error-Code`; empty where there is none. */
  readonly code: string;
  readonly url: string;
  /** Seconds until the hub lets more requests through, where it said. */
  readonly waitSec: number;

  constructor(url: string, status: number, code: string, text: string, waitSec = 0) {
    super(text);
    this.url = url;
    this.status = status;
    this.code = code;
    this.waitSec = waitSec;
  }
}

/** Our own code for an answer that is not what the service's interface promises. */
export const UNEXPECTED_ANSWER = 'UnexpectedAnswer';

const SCRIPT_CODES = new Set(['DatasetWithScriptNotSupportedError', 'DatasetModuleNotInstalledError']);
const SCRIPT_WORDS = /dataset scripts? (?:is|are) no longer supported|runs? arbitrary python code|trust_remote_code/iu;

/** Whether the hub says that the data set can only be loaded by running its Python script. */
function needsScript({ code, message }: HubFailure): boolean {
  return SCRIPT_CODES.has(code) || SCRIPT_WORDS.test(message);
}

/** What the service itself says went wrong, on one line; empty where it says nothing. */
function wordsOf({ message }: HubFailure): string {
  try {
    const { cause_message: cause, error } = JSON.parse(message) as { cause_message?: unknown; error?: unknown };
    const words = typeof cause === 'string' && cause !== '' ? cause : error;
    return typeof words === 'string' ? words.replace(/\s+/gu, ' ').slice(0, LONGEST_WORDS) : '';
  } catch {
    return '';
  }
}

const LONGEST_WORDS = 200;

/** A failure as one plain sentence: what, why, and the way out. */
export function hubError(failure: HubFailure, datasetId: string): AppError {
  const { code, message } = describe(failure, datasetId);
  return new AppError(
    {
      code,
      stage: 'import',
      subject: datasetId,
      message,
      details: `${failure.status} ${failure.code} ${failure.url}\n${failure.message}`,
    },
    { cause: failure },
  );
}

function describe(failure: HubFailure, id: string): { readonly code: ErrorCode; readonly message: string } {
  const { status, code, waitSec } = failure;
  const host = URL.canParse(failure.url) ? new URL(failure.url).host : failure.url;
  if (status === 0) {
    return {
      code: 'network',
      message: `${host} could not be reached for ${id}. Check the connection and try again; what is stored is kept.`,
    };
  }
  if (status === 429) {
    const wait = waitSec > 0 ? `${waitSec} seconds` : 'a few minutes';
    return {
      code: 'rate-limited',
      message: `${host} limits how often it is asked and refused ${id}. Wait ${wait} and go on, or enter an access token.`,
    };
  }
  if (code === 'ExternalAuthenticatedError') {
    return {
      code: 'gated',
      message: `${id} does not exist or this access token may not read it. Check the name, accept its terms on its page, or use another token.`,
    };
  }
  if (status === 401 || status === 403) {
    return {
      code: 'gated',
      message: `${id} does not exist or is gated. Check the name; for a gated set accept its terms on its page and enter an access token.`,
    };
  }
  if (code === 'RenamedDatasetError') {
    return {
      code: 'bad-hub-source',
      message: `${id} has been renamed. Open its page on the hub and enter the new name.`,
    };
  }
  if (needsScript(failure)) return { code: 'bad-hub-source', message: scriptOnly(id) };
  if (code === 'ConfigNamesError' || code === 'SplitNamesFromStreamingError') {
    return {
      code: 'bad-hub-source',
      message: `The hub cannot tell what ${id} consists of (${wordsOf(failure)}), and it holds no Parquet or tar files. Download it and drop its folder here.`,
    };
  }
  if (status === 501) {
    return {
      code: 'bad-hub-source',
      message: `${id} has its viewer switched off and holds no Parquet or tar files. Download it and drop its folder here.`,
    };
  }
  if (code === 'ResponseNotReady') {
    return { code: 'network', message: `The hub is still preparing ${id}. Try again in a few minutes.` };
  }
  if (code === UNEXPECTED_ANSWER) {
    return {
      code: 'network',
      message: `What ${host} answered for ${id} is no answer of the hub. A sign-in page of the network may be in between: open another page first, or try again later; what is stored is kept.`,
    };
  }
  if (status === 404) {
    return {
      code: 'bad-hub-source',
      message: `${id} was not found on ${host}. Check the name: it is written owner/name.`,
    };
  }
  if (status === 422) {
    return {
      code: 'bad-hub-source',
      message: `${id} is no name of a data set with this configuration and split. Write owner/name and choose again.`,
    };
  }
  return {
    code: 'network',
    message: `${host} failed at ${id} (${status}). Try again later; what is stored is kept.`,
  };
}

function scriptOnly(id: string): string {
  return `${id} is loaded by a Python script, which a browser cannot run, and holds no Parquet or tar files. Download it and drop its folder here.`;
}
