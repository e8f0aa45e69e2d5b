/**
 * Records a second on one core, by dataset: `npm run bench -- datasets [DATASET...]`. Input is the datasets' own samples.
 */
import { datasets } from '../src/index.ts'
import { measureSpeed } from './measure.ts'

const asked = process.argv.slice(2)

console.log('dataset               bytes/record   us/record: median, min, max   records/s/core')
for (const [name, mapper] of datasets) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const { bytes, micros } = measureSpeed(name, mapper)
  const figures = micros.map((cost) => cost.toFixed(2).padStart(8)).join('')
  const rate = String(Math.round(1e6 / micros[0])).padStart(17)
  console.log(`${name.padEnd(22)}${bytes.toFixed(0).padStart(12)}   ${figures}${rate}`)
}
