/**
 * So long a browser may take to begin a download, in milliseconds. One that has begun goes on to its end though its address and the file
 * beneath it are gone: 400 and 800 MB arrived whole where the file went 0.1 s after the press in Chromium 156, 1.2 s after it in Firefox 153.
 */
export const DOWNLOAD_BEGUN_MS = 60_000;
