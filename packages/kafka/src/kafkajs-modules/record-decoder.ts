/**
 * Fault: kafkajs gathers a record's headers in a plain object by spreading it anew for each: headers named `constructor`,
 * `toString` or `__proto__` come back as something else, and 10,000 headers cost 50,000,000 copies. Here the object has no
 * prototype, and each header is added to it once.
 * Layout: https://kafka.apache.org/documentation/#record
 */
import type { RawMessage } from './internals.ts'

type Decoder = {
  readInt8(): number
  readVarInt(): number
  readVarLong(): { toNumber(): number }
  readVarIntBytes(): Buffer | null
  readVarIntString(): string | null
}

type BatchContext = {
  readonly firstOffset?: string
  readonly firstTimestamp?: string
  readonly maxTimestamp?: string
  readonly magicByte?: number
  readonly timestampType?: number
  readonly isControlBatch?: boolean
}

const logAppendTime = 1

export const replaceRecordDecoder = () => decodeRecord

function decodeRecord(decoder: Decoder, batchContext: BatchContext = {}): object {
  const { firstOffset, firstTimestamp, maxTimestamp, magicByte, timestampType, isControlBatch = false } = batchContext
  const attributes = decoder.readInt8()
  const timestampDelta = decoder.readVarLong().toNumber()
  const appended = timestampType === logAppendTime && maxTimestamp
  const offsetDelta = decoder.readVarInt()
  return {
    magicByte,
    attributes,
    timestamp: appended ? maxTimestamp : String(Number(firstTimestamp) + timestampDelta),
    offset: String(Number(firstOffset) + offsetDelta),
    key: decoder.readVarIntBytes(),
    value: decoder.readVarIntBytes(),
    headers: decodeHeaders(decoder),
    isControlRecord: isControlBatch,
    batchContext,
  }
}

function decodeHeaders(decoder: Decoder): RawMessage['headers'] {
  const headers: Record<string, Buffer | (Buffer | null)[] | null> = Object.create(null)
  const count = decoder.readVarInt()
  for (let i = 0; i < count; i += 1) {
    const name = String(decoder.readVarIntString())
    const value = decoder.readVarIntBytes()
    const before = headers[name]
    if (before === undefined) headers[name] = value
    else if (Array.isArray(before)) before.push(value)
    else headers[name] = [before, value]
  }
  return headers as RawMessage['headers']
}
