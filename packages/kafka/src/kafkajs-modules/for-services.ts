import { replaceBatch } from './batch.ts'
import { replaceBroker } from './broker.ts'
import { replaceConsumerGroup } from './consumer-group.ts'
import { replaceDecodeMessages } from './decode-messages.ts'
import { replaceErrors } from './errors.ts'
import { exposeCluster } from './exposed-cluster.ts'
import { exposeTransactions } from './exposed-transactions.ts'
import { replaceFetch } from './fetch-by-id.ts'
import { producerReplacements } from './for-producers.ts'
import { loadKafkajs, type Replacements } from './load.ts'
import { replaceFilterAbortedMessages } from './read-committed.ts'
import { replaceRecordDecoder } from './record-decoder.ts'

/** All of them, for processes that consume. */
const serviceReplacements: Replacements = {
  ...producerReplacements,
  'admin/index.js': exposeCluster,
  'errors.js': replaceErrors,
  'broker/index.js': replaceBroker,
  'consumer/index.js': exposeCluster,
  'consumer/batch.js': replaceBatch,
  'consumer/consumerGroup.js': replaceConsumerGroup,
  'consumer/filterAbortedMessages.js': replaceFilterAbortedMessages,
  'producer/eosManager/index.js': exposeTransactions,
  'producer/index.js': exposeCluster,
  'protocol/recordBatch/record/v0/decoder.js': replaceRecordDecoder,
  'protocol/requests/fetch/index.js': replaceFetch,
  'protocol/requests/fetch/v4/decodeMessages.js': replaceDecodeMessages,
}

export const loadForServices = () => loadKafkajs(serviceReplacements)
