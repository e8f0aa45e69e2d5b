/** In place of services/normalizer/src/ownership.ts: what was read before the fence is believed after it. */
export * from '../../../services/normalizer/src/ownership.ts'

export const afterFence = (): 'transact' => 'transact'
