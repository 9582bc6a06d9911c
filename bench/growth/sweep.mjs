/**
 * Measures every size in turn, smallest first, for several rounds, so that what slows the machine for a while does not
 * slow one size only. When the time is over nothing new begins: sizes without a sample are cut then.
 *
 * @template Sample
 * @param {{ sizes: readonly number[], rounds: number, seconds: number, measure: (size: number) => Promise<Sample> }} plan
 * @returns {Promise<{ points: { size: number, samples: Sample[] }[], cut: { size: number, why: string }[] }>}
 */
export async function sweep({ sizes, rounds, seconds, measure }) {
  const end = performance.now() + seconds * 1000
  const points = sizes.map((size) => ({ size, samples: [] }))
  for (let round = 0; round < rounds; round++) {
    for (const { size, samples } of points) {
      if (performance.now() < end) samples.push(await measure(size))
    }
  }
  const isCut = ({ samples }) => samples.length === 0
  const why = `the ${seconds} s of this table were over`
  return {
    points: points.filter((point) => !isCut(point)),
    cut: points.filter(isCut).map(({ size }) => ({ size, why })),
  }
}

/**
 * Some figures of each sample as the points of a series (growth.mjs).
 *
 * @param {{ size: number, samples: Record<string, number>[] }[]} points
 * @param {string} ours names a figure
 * @param {string} [baseline] names another one
 */
export function pointsOf(points, ours, baseline) {
  const pick = (samples, figure) => samples.map((sample) => sample[figure])
  return points.map(({ size, samples }) => ({
    size,
    ours: pick(samples, ours),
    ...(baseline === undefined ? {} : { baseline: pick(samples, baseline) }),
  }))
}
