import { FIRST_PROJECT } from '../../store/appScope.ts';

/** The address at which a project is opened. @param hash of the view that is shown first */
export function projectAddress(id: string, hash = '#/import'): string {
  const address = new URL(location.href);
  if (id === FIRST_PROJECT) address.searchParams.delete('project');
  else address.searchParams.set('project', id);
  address.hash = hash;
  return address.href;
}
