import { runService } from '@trailhouse/runtime'
import { startSink } from './sink.ts'

await runService('sink', startSink)
