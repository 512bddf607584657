/** With cells one σ wide, so many Hermite terms are exact to 1e-15 of a kernel's height. */
const TERMS = 20;
/** A cell with fewer kernels is summed directly: that is faster than its expansion. */
const MIN_EXPANDED = 6;

const inverse = Float64Array.from({ length: TERMS + 1 }, (_, k) => 1 / k);

/**
 * A sum of normal kernels of one σ, Σ height·e^{−(x−μ)²/2σ²}, quick for many kernels: the fast Gauss transform
 * (Greengard & Strain 1991) in one dimension. The kernels of a crowded cell share one Hermite expansion around its
 * centre, e^{−(t−s)²/2} = e^{−t²/2} Σ Heₖ(t) sᵏ/k!.
 */
export class GaussSum {
  private readonly origin: number;
  private readonly reachSigmas: number;
  private sigma = 1;
  private inverseSigma = 1;
  private count = 0;
  private readonly mu: Float64Array;
  private readonly height: Float64Array;
  /** Of each cell that holds kernels, ascending; the cell after the last one marks the end. */
  private cells = 0;
  private readonly cellNumber: Int32Array;
  private readonly cellStart: Int32Array;
  private readonly moments: Float64Array;

  /**
   * @param origin where cells are counted from; no μ lies below
   * @param reachSigmas beyond so many σ a kernel may be left out
   * @param capacity the most kernels at a time
   * @param maxWidthSigmas the most σ that they spread over
   */
  constructor(origin: number, reachSigmas: number, capacity: number, maxWidthSigmas: number) {
    this.origin = origin;
    this.reachSigmas = reachSigmas;
    this.mu = new Float64Array(capacity);
    this.height = new Float64Array(capacity);
    const maxCells = Math.min(capacity, maxWidthSigmas + 1);
    this.cellNumber = new Int32Array(maxCells);
    this.cellStart = new Int32Array(maxCells + 1);
    this.moments = new Float64Array(maxCells * TERMS);
  }

  /** Starts over without kernels. */
  clear(sigma: number): void {
    this.sigma = sigma;
    this.inverseSigma = 1 / sigma;
    this.count = 0;
    this.cells = 0;
  }

  /** Adds a kernel; they come in ascending order of μ. `expand` must follow the last one. */
  add(mu: number, height: number): void {
    const cell = Math.floor((mu - this.origin) * this.inverseSigma);
    if (this.cells === 0 || this.cellNumber[this.cells - 1] !== cell) {
      this.cellNumber[this.cells] = cell;
      this.cellStart[this.cells] = this.count;
      this.cells++;
    }
    this.mu[this.count] = mu;
    this.height[this.count] = height;
    this.count++;
  }

  /** Computes the expansions of the crowded cells. */
  expand(): void {
    const { cells, cellStart, moments, mu, height, inverseSigma } = this;
    cellStart[cells] = this.count;
    for (let c = 0; c < cells; c++) {
      const start = cellStart[c]!;
      const end = cellStart[c + 1]!;
      if (end - start < MIN_EXPANDED) continue;
      const center = this.center(c);
      const first = c * TERMS;
      moments.fill(0, first, first + TERMS);
      for (let i = start; i < end; i++) {
        const s = (mu[i]! - center) * inverseSigma;
        let power = height[i]!;
        for (let k = first; k < first + TERMS; k++) {
          moments[k]! += power;
          power *= s;
        }
      }
    }
  }

  /** The sum at x. */
  at(x: number): number {
    const { cells, cellNumber, cellStart, inverseSigma, reachSigmas, mu, height } = this;
    const position = (x - this.origin) * inverseSigma;
    let sum = 0;
    for (let c = firstCell(cellNumber, cells, position - reachSigmas - 1); c < cells; c++) {
      if (cellNumber[c]! > position + reachSigmas) break;
      const start = cellStart[c]!;
      const end = cellStart[c + 1]!;
      if (end - start >= MIN_EXPANDED) {
        sum += this.expansion(c, (x - this.center(c)) * inverseSigma);
      } else {
        for (let i = start; i < end; i++) {
          const z = (x - mu[i]!) * inverseSigma;
          sum += height[i]! * Math.exp(-0.5 * z * z);
        }
      }
    }
    return sum;
  }

  private center(cell: number): number {
    return this.origin + (this.cellNumber[cell]! + 0.5) * this.sigma;
  }

  private expansion(cell: number, t: number): number {
    const { moments } = this;
    const first = cell * TERMS;
    let previous = 0;
    let hermite = 1;
    let sum = moments[first]!;
    for (let k = 1; k < TERMS; k++) {
      const next = (t * hermite - previous) * inverse[k]!;
      previous = hermite;
      hermite = next;
      sum += moments[first + k]! * next;
    }
    return sum * Math.exp(-0.5 * t * t);
  }
}

/** The first of `count` ascending cells whose number is not below `number`. */
function firstCell(cellNumber: Int32Array, count: number, number: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cellNumber[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
