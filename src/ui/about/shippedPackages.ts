import { AppError } from '../../domain/errors.ts';

/** A package that the build ships, as `licenses.json` lists it. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly holder: string | null;
  readonly address: string | null;
  /** Null where the package carries no licence file. */
  readonly text: string | null;
}

/** Reads the list that the build wrote beside the page. Throws an AppError where it cannot be had. */
export async function loadShippedPackages(): Promise<readonly ShippedPackage[]> {
  try {
    const response = await fetch(new URL('licenses.json', document.baseURI));
    if (!response.ok) throw new TypeError(`${response.status} ${response.statusText}`);
    return (await response.json()) as ShippedPackage[];
  } catch (cause) {
    throw new AppError(
      {
        code: 'internal',
        stage: 'import',
        subject: null,
        message: 'The list of licences could not be read. Reload the page and open it again.',
      },
      { cause },
    );
  }
}
