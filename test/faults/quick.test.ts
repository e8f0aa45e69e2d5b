import { play } from './framework/scenario.ts'
import { matrix } from './matrix.ts'

play(matrix, { quick: true })
