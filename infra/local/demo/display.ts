import type { Counts } from './counts.ts'

const CLEAR_LINE = '\r\x1b[2K'
const PLAIN_INTERVAL_MS = 2_000

export type Display = { show(counts: Counts): void; end(): void }

/** On a terminal one line that is redrawn in place; elsewhere a line every two seconds while something changes. */
export function createDisplay(out: NodeJS.WriteStream): Display {
  return out.isTTY ? terminalDisplay(out) : plainDisplay(out)
}

function terminalDisplay(out: NodeJS.WriteStream): Display {
  return {
    show: (counts) => out.write(`${CLEAR_LINE}${render(counts).slice(0, out.columns - 1)}`),
    end: () => out.write('\n'),
  }
}

function plainDisplay(out: NodeJS.WriteStream): Display {
  let shown = ''
  let last = ''
  let at = 0
  const print = () => {
    if (last !== shown) out.write(`${last}\n`)
    shown = last
    at = Date.now()
  }
  return {
    show(counts) {
      last = render(counts)
      if (Date.now() - at >= PLAIN_INTERVAL_MS) print()
    },
    end: print,
  }
}

export function render({ emitted, normalized, stored, deadLettered, lag, freshness }: Counts): string {
  const seconds = freshness === undefined ? '-' : `${freshness.toFixed(2)} s`
  return [
    `emitted ${emitted}`,
    `normalized ${normalized}`,
    `stored ${stored}`,
    `dead-lettered ${deadLettered}`,
    `lag ${lag}`,
    `freshness ${seconds}`,
  ].join('  ')
}
