import { array, pipe, safeParse, transform, unknown, type GenericSchema } from 'valibot';

/** A list that is kept: an entry that cannot be understood is passed over, and takes no other with it [S10]. */
export function thoseThatFit<T>(schema: GenericSchema<unknown, T>): GenericSchema<unknown, T[]> {
  return pipe(
    array(unknown()),
    transform((entries) =>
      entries.flatMap((entry) => {
        const parsed = safeParse(schema, entry);
        return parsed.success ? [parsed.output] : [];
      }),
    ),
  );
}
