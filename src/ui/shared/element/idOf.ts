/** What tells entries of a list apart. */
export function idOf<Id>({ id }: { readonly id: Id }): Id {
  return id;
}
