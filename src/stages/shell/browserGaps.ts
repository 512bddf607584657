/** What this browser or this address lacks, one plain sentence each; empty where everything is there. */
export async function browserGaps(): Promise<string[]> {
  const gaps: string[] = [];
  if (!isSecureContext) {
    gaps.push(
      'This page came over plain HTTP, where browsers keep no files and no offline copy: open it by HTTPS or from ' +
        'localhost to have the data set stored.',
    );
  } else if (!(await hasPrivateFiles())) {
    gaps.push(
      'This browser window has no private file system (OPFS), as some private windows have none: use a normal window to ' +
        'have the data set stored.',
    );
  }
  if (typeof AudioDecoder === 'undefined') {
    gaps.push(
      'This browser has no WebCodecs here: compressed audio goes through Web Audio instead, where FLAC comes out slightly ' +
        'rounded and very long files may be refused; WAV and AIFF are read as ever.',
    );
  }
  return gaps;
}

/** Whether the browser keeps files for this page: not in private windows of some, and not on plain HTTP. */
export async function hasPrivateFiles(): Promise<boolean> {
  try {
    await navigator.storage.getDirectory();
    return true;
  } catch {
    return false;
  }
}
