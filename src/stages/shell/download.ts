import { DOWNLOAD_BEGUN_MS } from '../../domain/downloads.ts';

/** Gives the user a file as an ordinary download. */
export function download(content: Blob, fileName: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), DOWNLOAD_BEGUN_MS);
}

/** Lets what is dragged arrive as a file where it is dropped outside the page. Chromium does that; others pass it over. */
export function offerDrag(transfer: DataTransfer, content: Blob, fileName: string): void {
  const url = URL.createObjectURL(content);
  transfer.effectAllowed = 'copy';
  transfer.setData('DownloadURL', `${content.type}:${fileName}:${url}`);
  transfer.setData('text/plain', fileName);
  setTimeout(() => URL.revokeObjectURL(url), DOWNLOAD_BEGUN_MS);
}
