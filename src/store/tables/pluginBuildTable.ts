import { PLUGIN } from '../../domain/pluginInUse.ts';
import type { PluginBuild } from '../../workers/contracts/storeRecords.ts';
import { textOf, textOrNull } from '../engine/rows.ts';
import type { Session } from '../engine/session.ts';
import { isAmong } from '../engine/sqlLiterals.ts';

/** Keeps which model the plugin in use was built with, inside the open transaction. */
export async function saveBuiltInModel(session: Session, modelId: string | null): Promise<void> {
  session.touched.note('pluginBuilds', [PLUGIN.name]);
  await session.query(
    'INSERT OR REPLACE INTO plugin_builds (plugin_id, built_in_model, updated_at) VALUES (?, ?, now())',
    [PLUGIN.name, modelId],
  );
}

/** What was said of these plugins, or of all. */
export async function listPluginBuilds(session: Session, pluginIds: Iterable<string> | null): Promise<PluginBuild[]> {
  const rows = await session.query(
    `SELECT * FROM plugin_builds WHERE ${isAmong('plugin_id', pluginIds)} ORDER BY plugin_id`,
  );
  return rows.map((row) => ({
    pluginId: textOf(row['plugin_id']),
    builtInModelId: textOrNull(row['built_in_model']),
  }));
}
