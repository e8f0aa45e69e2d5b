export { ByteBudget } from './budget.ts'
export type * from './types.ts'
