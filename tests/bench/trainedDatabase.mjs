import { DESCRIPTORS, writeDesktopDatabase } from '../support/desktopDatabase.mjs';

/**
 * Writes a desktop database with so many files that have descriptors and, but for those that are left out, best parameters.
 *
 * @param {string} path
 * @param {number} rows
 * @param {{ trialsPerFile?: number, unsearched?: number, trialsOfFirst?: number }} [options] - how many files lack best
 *   parameters, and how many trials the first one has
 */
export async function writeTrainedDatabase(path, rows, { trialsPerFile = 0, unsearched = 0, trialsOfFirst = 0 } = {}) {
  const id = "lpad(i::VARCHAR, 20, 'a')";
  const first = '0'.padStart(20, 'a');
  const normal = 'sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())';
  await writeDesktopDatabase(path, async (connection) => {
    for (const statement of [
      "SET memory_limit = '3GB'",
      'SELECT setseed(0.5)',
      `INSERT INTO audio_files SELECT ${id}, 'library/album ' || (i // 12) || '/take ' || i || '.wav', 'library', 'field', 2 + random(), 44100, 2, now()::TIMESTAMP FROM range(${rows}) t(i)`,
      `INSERT INTO descriptors SELECT ${id}, ${DESCRIPTORS.map(() => normal).join(', ')}, 200, now()::TIMESTAMP FROM range(${rows}) t(i)`,
      `INSERT INTO best_params SELECT audio_id, 0.5 + 0.1 * log_energy_iqr, 0.5 + 0.1 * log_energy_median, 0.1 + 0.02 * flatness_median, log_energy_iqr, brightness_median, 1 / (1 + exp(-peakiness_median)), 0.2, 0.3, now()::TIMESTAMP FROM descriptors WHERE audio_id = '${first}' OR audio_id NOT IN (SELECT ${id} FROM range(1, ${unsearched + 1}) t(i))`,
      `INSERT INTO bo_trials SELECT audio_id, trial, score * random(), random(), random(), random(), random(), random(), random(), random(), distance_penalty * random(), norm_rate, base_penalty_log, penalty_skew, minimax_strength, low_penalty, high_penalty, now()::TIMESTAMP FROM best_params, range(greatest(${trialsPerFile}, CASE WHEN audio_id = '${first}' THEN ${trialsOfFirst} ELSE 0 END)) r(trial)`,
    ]) {
      await connection.run(statement);
    }
  });
}
