/** Protobuf by hand, for tests: a field of a message in bytes, to be joined. */

export function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0))
    rest >>= 7n
  } while (rest > 0n)
  return Buffer.from(bytes)
}

const tag = (field: number, wire: number): Buffer => varint(BigInt(field * 8 + wire))

export const int = (field: number, value: bigint): Buffer => Buffer.concat([tag(field, 0), varint(value)])

export function fixed64(field: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return Buffer.concat([tag(field, 1), bytes])
}

export function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([tag(field, 1), bytes])
}

export function lengthy(field: number, ...parts: readonly (Buffer | string)[]): Buffer {
  const value = Buffer.concat(parts.map((part) => Buffer.from(part)))
  return Buffer.concat([tag(field, 2), varint(BigInt(value.length)), value])
}

/** A value as a test has it: JSON's types, bigint for int64. */
export type Any = string | boolean | bigint | number | readonly Any[] | { readonly [key: string]: Any }

/** The fields of an AnyValue. */
function anyValue(value: Any): Buffer {
  if (typeof value === 'string') return lengthy(1, value)
  if (typeof value === 'boolean') return int(2, value ? 1n : 0n)
  if (typeof value === 'bigint') return int(3, value)
  if (typeof value === 'number') return double(4, value)
  if (Array.isArray(value)) return lengthy(5, ...value.map((item: Any) => lengthy(1, anyValue(item))))
  return lengthy(6, ...pairs(1, value as { readonly [key: string]: Any }))
}

const pairs = (field: number, values: { readonly [key: string]: Any }): Buffer[] =>
  Object.entries(values).map(([key, value]) => lengthy(field, lengthy(1, key), lengthy(2, anyValue(value))))

export type Log = {
  readonly time: bigint
  readonly severity: bigint
  readonly name: string
  readonly body: Any
  readonly attributes: { readonly [key: string]: Any }
  readonly traceId: string
}

/** The bytes of a LogRecord. */
export const logRecord = ({ time, severity, name, body, attributes, traceId }: Log): Buffer =>
  Buffer.concat([
    fixed64(1, time),
    int(2, severity),
    lengthy(5, anyValue(body)),
    ...pairs(6, attributes),
    lengthy(9, Buffer.from(traceId, 'hex')),
    lengthy(12, name),
  ])

/** The bytes of an ExportLogsServiceRequest with one resource and one scope. */
export const logsRequest = (resource: { readonly [key: string]: Any }, records: readonly Buffer[]): Buffer =>
  lengthy(
    1,
    lengthy(1, ...pairs(1, resource)),
    lengthy(2, lengthy(1, lengthy(1, 'audit'), lengthy(2, '1.0')), ...records.map((record) => lengthy(2, record))),
  )
