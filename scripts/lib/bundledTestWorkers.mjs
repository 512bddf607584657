import { rolldown } from 'rolldown';

/**
 * Gives the workers of the browser tests as one script each. They start hundreds of times, and as modules of the server
 * every start would ask it for a hundred files.
 *
 * @returns {import('vite').Plugin}
 */
export function bundledTestWorkers() {
  return {
    name: 'inertiabands:bundled-test-workers',
    enforce: 'pre',
    load: {
      filter: { id: /\/tests\/browser\/\w+\.worker\.ts\?worker_file/u },
      handler: async (id) => {
        const bundle = await rolldown({
          input: id.slice(0, id.indexOf('?')),
          external: /\?url$/u,
          platform: 'browser',
        });
        const { output } = await bundle.generate({ codeSplitting: false });
        return { code: output[0].code, map: { mappings: '' } };
      },
    },
  };
}
