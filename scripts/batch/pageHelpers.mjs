/**
 * What a worker of `npm run batch` asks of the app's page. It runs there before the app does, so it stands alone.
 */
export function installHelpers() {
  const helpers = {
    get workbench() {
      return document.querySelector('ib-app').workbench;
    },

    /** What the app has said since. It tells lines that follow each other closely together, a moment later. */
    async entriesSince(id) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return this.workbench.log.entries.value.filter((entry) => entry.id > id);
    },

    async errorsSince(id) {
      return (await this.entriesSince(id)).filter(({ level }) => level === 'error');
    },

    /** Rejects with the app's own words where a job is not done. */
    async expectDone(outcome) {
      if (outcome !== 'done') this.fail(outcome, await this.errorsSince(0));
    },

    /** @returns {never} */
    fail(outcome, errors) {
      throw new Error(errors.at(-1)?.message ?? `The job ended as ${outcome}.`);
    },

    async lastId() {
      return (await this.entriesSince(0)).at(-1)?.id ?? 0;
    },

    async importFromHub({ datasetId, licenses, useCardLicense, share, token, tellEveryRows, ...asked }) {
      const { hubImport, settings } = this.workbench;
      for (const name of ['hubUrl', 'viewerUrl']) if (asked[name] !== null) settings[name].value = asked[name];
      hubImport.setToken(token, false);
      const source = { kind: /** @type {const} */ ('hub'), datasetId };
      const overview = await hubImport.inspect(source, { config: asked.config, split: asked.split });
      if (overview === null) return this.fail('failed', await this.errorsSince(0));
      const { config, split, shards, detected: columns, notes } = overview;
      for (const note of notes) await tellBatch(note);
      await tellBatch('reads', {
        files: shards.filter((_, index) => index % share.count === share.number - 1).length,
        of: shards.length,
      });
      let told = 0;
      const stopTelling = hubImport.current.subscribe((state) => {
        if (state === null || state.counters.seen < told + tellEveryRows) return;
        told = state.counters.seen;
        void tellBatch('rows', { seen: told, saved: state.counters.saved });
      });
      const before = await this.lastId();
      const options = { config, split, maxItems: 0, columns, allowedFamilies: licenses, useCardLicense, share };
      const outcome = await hubImport.start(source, overview, options);
      stopTelling();
      const since = await this.entriesSince(before);
      if (outcome === 'refused') throw new Error(since.at(-1)?.message);
      await this.expectDone(outcome);
      return {
        failures: since
          .filter(({ level }) => level !== 'info')
          .map(({ subject, message }) => ({ name: subject ?? datasetId, reason: message })),
        said: since.find(({ message }) => message.startsWith('Dataset import'))?.message ?? '',
      };
    },

    async addFiles({ files, names }) {
      const before = await this.lastId();
      const outcome = await this.workbench.importing.addFiles(
        files.map((file, index) => ({ path: names[index], file })),
      );
      const errors = await this.errorsSince(before);
      if (outcome !== 'done') this.fail(outcome, errors);
      return errors.flatMap(({ subject, message }) => (subject === null ? [] : [{ name: subject, reason: message }]));
    },
  };
  globalThis.batch = helpers;
  return helpers;
}
