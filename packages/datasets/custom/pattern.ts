import { RE2JS } from 're2js'

/**
 * RE2's engine in JavaScript: it takes linear time whatever the pattern and the text, and both are others' here. It
 * costs 10 us a line where V8's takes 0.4, and V8's can take hours. https://github.com/google/re2/wiki/Syntax
 */

const maxPattern = 4000

/** What is wrong with a pattern, or undefined. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > maxPattern) return `takes a pattern of at most ${maxPattern} characters`
  try {
    RE2JS.compile(pattern)
    return undefined
  } catch (error) {
    return `is no regular expression of RE2: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Whether a text has a match. */
export function compileTest(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern)
  return (text) => compiled.matcher(text).find()
}

/** The first group of the first match, or the whole of it, or the empty string. */
export function compileExtract(pattern: string): (text: string) => string {
  const compiled = RE2JS.compile(pattern)
  const group = compiled.groupCount() > 0 ? 1 : 0
  return (text) => {
    const matcher = compiled.matcher(text)
    return matcher.find() ? (matcher.group(group) ?? '') : ''
  }
}

/** The named groups of the first match that took part in it, or undefined without a match. */
export function compileGroups(pattern: string): (text: string) => Record<string, string> | undefined {
  const compiled = RE2JS.compile(pattern)
  const groups = Object.entries(compiled.namedGroups())
  return (text) => {
    const matcher = compiled.matcher(text)
    if (!matcher.find()) return undefined
    const values: Record<string, string> = {}
    for (const [name, index] of groups) {
      const value = matcher.group(index)
      if (value !== null && value !== undefined) values[name] = value
    }
    return values
  }
}
