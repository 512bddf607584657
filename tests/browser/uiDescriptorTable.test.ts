import { expect, it } from 'vitest';
import { DESCRIPTORS, type Descriptors } from '../../src/domain/descriptors.ts';
import { DescriptorTable, type PlacedDescriptors } from '../../src/ui/shared/text/descriptorTable.ts';
import { placesInDataSet } from '../../src/ui/shared/text/place.ts';

function contentOf(label: string): PlacedDescriptors {
  const descriptors = Object.fromEntries(DESCRIPTORS.map(({ key }) => [key, 1])) as unknown as Descriptors;
  return { label, descriptors, places: placesInDataSet(descriptors, new Float64Array(DESCRIPTORS.length)) };
}

it('descriptors stay until those of the file that was chosen last are there, whichever are found first', async () => {
  const table = new DescriptorTable();
  const shown = async () => {
    await new Promise((resolve) => setTimeout(resolve));
    await table.updateComplete;
    return table.renderRoot.querySelector('table')?.getAttribute('aria-label');
  };
  table.content = contentOf('first');
  document.body.append(table);
  expect(await shown()).toBe('first');
  const [second, third] = [Promise.withResolvers<PlacedDescriptors>(), Promise.withResolvers<PlacedDescriptors>()];
  table.content = second.promise;
  expect(await shown()).toBe('first');
  table.content = third.promise;
  await table.updateComplete;
  third.resolve(contentOf('third'));
  expect(await shown()).toBe('third');
  second.resolve(contentOf('second'));
  expect(await shown()).toBe('third');
  table.remove();
});
