/** Rows as aligned text, the first of them the heading. Columns of numbers are aligned to the right. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows]
  const widths = heading.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const numeric = heading.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[\d,.]*( \S+)?$|^-$/.test(row[column] ?? '')),
  )
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) =>
        numeric[column] ? (row[column] ?? '').padStart(width) : (row[column] ?? '').padEnd(width),
      )
      .join('  ')
      .trimEnd()
  return `${all.map(line).join('\n')}\n`
}
