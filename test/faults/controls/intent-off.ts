/** In place of services/sink/src/intent.ts: commits say nothing of the range that is about to be inserted. */
import { encodeProgress as encode, type Progress } from '../../../services/sink/src/intent.ts'

export * from '../../../services/sink/src/intent.ts'

export const encodeProgress = (progress: Progress): string => encode({ ...progress, intent: null })
