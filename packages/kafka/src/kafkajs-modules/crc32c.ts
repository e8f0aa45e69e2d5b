/** Figure: CRC-32C in JavaScript was 17% of a send at 300 B a message and 28% at 1.5 KB; the native one is not seen. */
import { crc32c } from '@node-rs/crc32'

export const replaceCrc32C = () => (bytes: Buffer) => crc32c(bytes)
