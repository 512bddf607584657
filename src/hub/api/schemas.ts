import { array, boolean, literal, looseObject, nullish, number, optional, string, union, variant } from 'valibot';

const splitRef = looseObject({ config: string(), split: string() });

/** `/splits` of the viewer. */
export const SPLITS = looseObject({ splits: array(splitRef) });

/** `/size` of the viewer, for a whole data set. */
export const SIZE = looseObject({
  size: looseObject({
    splits: array(
      looseObject({
        config: string(),
        split: string(),
        num_rows: nullish(number()),
        num_bytes_parquet_files: nullish(number()),
      }),
    ),
  }),
});

/** `/parquet` of the viewer. */
export const PARQUET = looseObject({
  parquet_files: array(
    looseObject({ config: string(), split: string(), url: string(), filename: string(), size: number() }),
  ),
  pending: optional(array(looseObject({})), []),
  failed: optional(array(looseObject({})), []),
  partial: optional(boolean(), false),
});

const license = union([string(), array(string())]);

/** `/api/datasets/{id}` of the hub, also of one revision. */
export const REPOSITORY = looseObject({
  sha: string(),
  disabled: optional(boolean(), false),
  gated: optional(union([boolean(), string()]), false),
  tags: optional(array(string()), []),
  cardData: nullish(
    looseObject({ license: nullish(license), license_name: nullish(string()), license_link: nullish(string()) }),
  ),
  siblings: optional(array(looseObject({ rfilename: string() })), []),
});

/** `/api/datasets/{id}/tree/{revision}` of the hub. */
export const TREE = array(
  variant('type', [
    looseObject({ type: literal('file'), path: string(), size: number() }),
    looseObject({ type: literal('directory'), path: string() }),
  ]),
);
