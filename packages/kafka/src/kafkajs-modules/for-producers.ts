import { replaceCompression } from './compression.ts'
import { replaceConnection } from './connection.ts'
import { replaceCrc32C } from './crc32c.ts'
import { loadKafkajs, type Replacements } from './load.ts'
import { replaceProduceRequest } from './produce-request.ts'
import { replaceProduceResponse } from './produce-response.ts'
import { replaceRequestFrame } from './request-frame.ts'
import { replaceRequestQueue } from './request-queue.ts'
import { replaceSendMessages } from './send-messages.ts'

/** What a process that only produces needs: no module of the consumer is touched. */
export const producerReplacements: Replacements = {
  'network/connection.js': replaceConnection,
  'network/requestQueue/index.js': replaceRequestQueue,
  'producer/sendMessages.js': replaceSendMessages,
  'protocol/message/compression/index.js': replaceCompression,
  'protocol/recordBatch/crc32C/index.js': replaceCrc32C,
  'protocol/request.js': replaceRequestFrame,
  'protocol/requests/produce/v3/request.js': replaceProduceRequest,
  'protocol/requests/produce/v3/response.js': replaceProduceResponse,
}

export const loadForProducers = () => loadKafkajs(producerReplacements)
