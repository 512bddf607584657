import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RidgeParameters } from '../../src/domain/model.ts';
import { decodePluginHeader, encodePluginHeader, PLUGIN_HEADER_FILE_NAME } from '../../src/formats/pluginHeader.ts';
import { predictRaw } from '../../src/ml/model/predictRaw.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';
import { REGRET_TRAIN } from '../support/regretReference.ts';
import { thrownBy } from '../support/thrownBy.ts';

/** A model with coefficients such as training gives, some of them whole numbers and zeros. */
function plausibleModel(seed: number): RidgeParameters {
  const rng = new DefaultRng(seed);
  const draw = (length: number, size: number) =>
    Array.from({ length }, (_, i) => (i % 50 === 7 ? Math.round(rng.normal(0, 2)) + 0 : rng.normal(0, size)));
  return {
    degree: 3,
    scalerMean: draw(12, 3),
    scalerScale: Array.from({ length: 12 }, () => 0.5 + rng.double()),
    intercept: draw(5, 1),
    coefficients: Array.from({ length: 5 }, () => draw(454, 0.02)),
  };
}

const model = plausibleModel(1);
const text = encodePluginHeader(model, 'a model');
const rounded = (values: readonly number[]) => values.map(Math.fround);

describe('AutoHyperModelData.h', () => {
  it('[header] declares what the plugin includes', () => {
    expect(PLUGIN_HEADER_FILE_NAME).toBe('AutoHyperModelData.h');
    expect(text.startsWith('#pragma once\n')).toBe(true);
    for (const line of [
      '#include <array>',
      'namespace inertia',
      'inline constexpr int kAutoHyperDescriptorCount = 12;',
      'inline constexpr int kAutoHyperOutputCount = 5;',
      'inline constexpr int kAutoHyperTermCount = 454;',
      'inline constexpr std::array<float, 12> kAutoHyperMeans',
      'inline constexpr std::array<float, 12> kAutoHyperScales',
      'inline constexpr std::array<float, 5> kAutoHyperIntercepts',
      'inline constexpr std::array<std::array<float, 454>, 5> kAutoHyperCoefficients',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('[header] says what it is of in comments, which readers pass over', () => {
    const said = encodePluginHeader(model, 'a model', ['model plugin-1', 'regret 0.03']);
    expect(said).toBe(`// model plugin-1\n// regret 0.03\n${text}`);
    expect(decodePluginHeader(said, PLUGIN_HEADER_FILE_NAME)).toEqual(
      decodePluginHeader(text, PLUGIN_HEADER_FILE_NAME),
    );
  });

  it('[header] whatever is said of it stays a comment: a name of several lines, or with a backslash at its end', () => {
    const said = encodePluginHeader(model, 'm', ['model a\n#error b\r#error c\u2028#error d\\', 'e\n\nf\\ \t']);
    expect(said).toBe(`// model a\n// #error b\n// #error c\n// #error d\n// e\n// f\n${text}`);
  });

  it('[header] reads back as the nearest 32-bit floats', () => {
    const read = decodePluginHeader(text, PLUGIN_HEADER_FILE_NAME);
    expect(read.scalerMean).toEqual(rounded(model.scalerMean));
    expect(read.scalerScale).toEqual(rounded(model.scalerScale));
    expect(read.intercept).toEqual(rounded(model.intercept));
    expect(read.coefficients).toEqual(model.coefficients.map(rounded));
  });

  it('[header] holds any 32-bit float exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 5, maxLength: 5 }),
        (five) => {
          const intercept = five.map((value) => value + 0);
          const read = decodePluginHeader(encodePluginHeader({ ...model, intercept }, 'm'), 'h');
          expect(read.intercept).toEqual(intercept);
        },
      ),
      { seed: 4, numRuns: 50 },
    );
  });

  it('[header] reads what another trainer wrote: comments, one list, no suffix', () => {
    const foreign = text
      .replace('#pragma once', '/* made elsewhere; kAutoHyperMeans {1} */\n#pragma once // once')
      .replace(/\{\{/g, '{ {')
      .replace(/kAutoHyperMeans \{ \{/, 'kAutoHyperMeans = {{')
      .replace(/e-(\d)f/g, 'E-0$1F');
    expect(decodePluginHeader(foreign, 'foreign.h')).toEqual(decodePluginHeader(text, 'own.h'));
  });

  it.each([
    [{ ...model, intercept: [1, 2, 3, 4, Number.NaN] }, 'intercept NaN'],
    [{ ...model, scalerMean: [...model.scalerMean.slice(1), 1e39] }, '1e+39'],
    [{ ...model, scalerScale: [...model.scalerScale.slice(1), 1e-60] }, 'not above 0'],
    [{ ...model, coefficients: model.coefficients.slice(1) }, '4 outputs'],
    [{ ...model, coefficients: model.coefficients.map((row) => row.slice(0, 90)) }, '90 values'],
  ])('[header] refuses a model the plugin cannot run, with the reason (%#)', (parameters, reason) => {
    const error = thrownBy(() => encodePluginHeader(parameters, 'my model'));
    expect(error).toMatchObject({ code: 'bad-input', subject: 'my model' });
    expect(error.message).toContain(reason);
  });

  it.each([
    [text.replace('kAutoHyperTermCount = 454', 'kAutoHyperTermCount = 90'), '90'],
    [text.replace('kAutoHyperScales', 'kOther'), 'kAutoHyperScales'],
    [text.replace(/(kAutoHyperMeans \{\{\s*)/, '$1nan, '), 'nan'],
    [text.replace(/(kAutoHyperMeans \{\{\s*)/, '$11.0f, '), '13 values'],
    [text.replace(/(kAutoHyperIntercepts \{\{\s*)[^,]+/, '$11e99f'), '1e99f'],
    ['int main() {}', 'kAutoHyperDescriptorCount'],
  ])('[header] refuses a file that is none, naming the place (%#)', (broken, reason) => {
    const error = thrownBy(() => decodePluginHeader(broken, 'broken.h'));
    expect(error).toMatchObject({ code: 'bad-model-file', subject: 'broken.h' });
    expect(error.message).toContain(reason);
  });

  const compiler = spawnSync('g++', ['--version']).status === 0;
  const mustCompile = compiler || process.env['CI'] !== undefined;
  it.skipIf(!mustCompile)(
    `[header] compiles with g++ -std=c++17 -Wall -Werror and evaluates to the same${compiler ? '' : ': no C++ compiler'}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'plugin-header-'));
      try {
        writeFileSync(join(folder, PLUGIN_HEADER_FILE_NAME), text);
        writeFileSync(join(folder, 'main.cpp'), EVALUATION);
        execFileSync('g++', [
          '-std=c++17',
          '-Wall',
          '-Werror',
          '-o',
          join(folder, 'evaluate'),
          join(folder, 'main.cpp'),
        ]);
        const count = 20;
        const input = [...REGRET_TRAIN.subarray(0, count * 12)].map((value) => String(value)).join(' ');
        const output = execFileSync(join(folder, 'evaluate'), { input, encoding: 'utf8' });
        const values = output.trim().split(/\s+/).map(Number);
        expect(values).toHaveLength(count * 5);
        const parameters = decodePluginHeader(readFileSync(join(folder, PLUGIN_HEADER_FILE_NAME), 'utf8'), 'h');
        for (let row = 0; row < count; row++) {
          const own = predictRaw(parameters, REGRET_TRAIN.subarray(row * 12, row * 12 + 12));
          own.forEach((value, k) => {
            const error = Math.abs(values[row * 5 + k]! - value) / Math.max(1, Math.abs(value));
            expect(error).toBeLessThan(1e-5);
          });
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

/** Evaluates the header as the plugin does [P9], for rows of twelve descriptors on standard input. */
const EVALUATION = `
#include "AutoHyperModelData.h"
#include <algorithm>
#include <cstdio>
#include <iostream>
using namespace inertia;
int main()
{
    static_assert(kAutoHyperDescriptorCount == 12 && kAutoHyperOutputCount == 5 && kAutoHyperTermCount == 454);
    std::array<double, 12> d {};
    for (;;)
    {
        for (auto& value : d)
            if (! (std::cin >> value))
                return 0;
        std::array<double, 12> z {};
        for (int i = 0; i < 12; ++i)
            z[i] = (d[i] - kAutoHyperMeans[i]) / std::max((double) kAutoHyperScales[i], 1e-6);
        std::array<double, 454> terms {};
        int n = 0;
        for (int i = 0; i < 12; ++i)
            terms[n++] = z[i];
        for (int i = 0; i < 12; ++i)
            for (int j = i; j < 12; ++j)
                terms[n++] = z[i] * z[j];
        for (int i = 0; i < 12; ++i)
            for (int j = i; j < 12; ++j)
                for (int k = j; k < 12; ++k)
                    terms[n++] = z[i] * z[j] * z[k];
        for (int o = 0; o < kAutoHyperOutputCount; ++o)
        {
            double sum = kAutoHyperIntercepts[o];
            for (int t = 0; t < kAutoHyperTermCount; ++t)
                sum += (double) kAutoHyperCoefficients[o][t] * terms[t];
            std::printf("%.17g ", sum);
        }
    }
}
`;
