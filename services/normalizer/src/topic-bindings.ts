import type { Setting } from '@trailhouse/runtime'
import { z } from 'zod'

/** What a topic is bound to: records of other tenants become dead letters, all of it is of one dataset. */
export type TopicBinding = { readonly dataset?: string | undefined; readonly tenants?: readonly string[] | undefined }

export type TopicBindings = Readonly<Record<string, TopicBinding>>

const name = z.string().min(1).max(256)
const bindings = z.record(name, z.strictObject({ dataset: name.optional(), tenants: z.array(name).min(1).optional() }))

export const topicBindingsSetting: Setting<TopicBindings> = {
  description: 'Binds topics to a dataset, to the tenants that may use them, or both.',
  takes: 'JSON such as {"audit.raw.okta": {"dataset": "okta", "tenants": ["acme"]}}',
  default: '{}',
  schema: z.string().transform(parseJson).pipe(bindings),
}

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' })
    return z.NEVER
  }
}
