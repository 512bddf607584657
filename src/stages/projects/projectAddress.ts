import { FIRST_PROJECT } from '../../store/appScope.ts';

/** The address at which a project is opened. */
export function projectAddress(id: string): string {
  const address = new URL(location.href);
  if (id === FIRST_PROJECT) address.searchParams.delete('project');
  else address.searchParams.set('project', id);
  address.hash = '#/import';
  return address.href;
}
