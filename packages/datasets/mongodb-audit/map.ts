import { text } from '../src/fields/text.ts'
import { headed } from '../src/headed.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { MappingError } from '../src/mapper.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { isMongo, mongoDraft } from './mongo.ts'
import { isOcsf, ocsfDraft } from './ocsf.ts'

const isMessage = (record: JsonRecord): boolean => isMongo(record) || isOcsf(record)

/** MongoDB's audit messages in the mongo schema and in the OCSF schema. README.md says what is mapped. */
export default headed(
  jsonMapper({
    name: 'mongodb-audit',
    version: 1,
    unwrap: (record) => carriedJson(record, isMessage),
    detects: isMessage,
    map: (record) => {
      if (text(record['atype']) !== '') return mongoDraft(record)
      if (isOcsf(record)) return ocsfDraft(record)
      throw new MappingError('MISSING_FIELD', 'the message has neither atype nor class_uid')
    },
  }),
)
