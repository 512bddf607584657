import { describe, expect, it } from 'vitest';
import { decodeCsv, encodeCsv } from '../../src/formats/csv.ts';
import { encodeTrainingCsv } from '../../src/formats/trainingCsv.ts';
import { decodeTrainingCsv } from '../support/readTrainingCsv.ts';
import { SOME_DESCRIPTORS, SOME_HYPERPARAMETERS } from '../support/someTrainedFile.ts';
import { thrownBy } from '../support/thrownBy.ts';

const row = {
  audioId: 'abc',
  path: 'a, "b".wav',
  descriptors: SOME_DESCRIPTORS,
  score: 0.5,
  hyperparameters: SOME_HYPERPARAMETERS,
};
const text =
  'audio_id,path,log_energy_median,log_energy_iqr,spectral_slope_median,spectral_flux_median,spectral_flux_iqr,' +
  'peakiness_median,brightness_median,flatness_median,transientness_median,low_high_ratio,dynamic_range_proxy,' +
  'silence_ratio,score,distance_penalty,norm_rate,base_penalty_log,penalty_skew,minimax_strength,low_penalty,' +
  'high_penalty\r\n' +
  'abc,"a, ""b"".wav",-8.1,0,1e-7,0.1,2,3,0.25,0.5,0,4,1e+21,0.30000000000000004,' +
  '0.5,0.8,0.05,1.4,-0.6,0.02,2.4,1.9\r\n';

describe('the training CSV', () => {
  it('[CSV] has the documented columns, quotes after RFC 4180 and ends lines with CRLF', () => {
    expect(encodeTrainingCsv([row])).toBe(text);
    expect(encodeTrainingCsv([]).split('\r\n')).toHaveLength(2);
  });

  it('[CSV] reads back, also with a byte order mark, other line ends and columns in another order', () => {
    expect(decodeTrainingCsv(`\uFEFF${text.replaceAll('\r\n', '\n')}`, 'a.csv')).toEqual([row]);
    const reversed = decodeCsv(text).map((cells) => cells.toReversed().concat('extra'));
    const shuffled = reversed.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
    expect(decodeTrainingCsv(shuffled.join('\n'), 'a.csv')).toEqual([row]);
  });

  it.each([
    ['no rows at all', '', 'the column “audio_id” is missing'],
    ['a missing column', text.replace('norm_rate', 'nrm_rate'), 'the column “norm_rate” is missing'],
    [
      'a cell that is no number',
      text.replace('1e-7', '1e-7x'),
      'row 1 has no number in the column “spectral_slope_median”',
    ],
    ['an empty number', text.replace('1e-7', ''), 'row 1 has no number in the column “spectral_slope_median”'],
    ['an infinite number', text.replace('1e+21', '1e999'), 'row 1 has no number in the column “dynamic_range_proxy”'],
    ['a short row', text.replace(',2.4,1.9', ''), 'row 1 ends before the column “low_penalty”'],
    ['a stray quote', text.replace('abc', 'a"c'), 'it is not valid CSV'],
    ['an open quote', text.replace('abc', '"abc'), 'it is not valid CSV'],
  ])('[CSV] refuses %s and says where', (_, broken, reason) => {
    const error = thrownBy(() => decodeTrainingCsv(broken, 'odd.csv'));
    expect(error).toMatchObject({ code: 'bad-input', subject: 'odd.csv' });
    expect(error.message).toContain(reason);
  });
});

describe('text in CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', "'=1", "'"])(
    '[CSV] %j does not run in a spreadsheet',
    (cell) => {
      const written = encodeCsv([[cell]]);
      expect(written.replace(/^"/, '').startsWith(`'${cell[0]}`)).toBe(true);
    },
  );

  it('[CSV] leaves numbers and other text as they are', () => {
    expect(encodeCsv([[-1, '-1', 'a=b', -0, Number.NaN]])).toBe("-1,'-1,a=b,-0,\r\n");
  });

  it('[CSV] tells an empty cell from an empty line', () => {
    expect(decodeCsv('a,\r\n\r\n"",\r\n""\r\n,\r\nb')).toEqual([['a', ''], ['', ''], [''], ['', ''], ['b']]);
  });
});
