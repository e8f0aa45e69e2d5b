import { cloudtrailRecords } from './aws-cloudtrail.ts'
import { kubernetesRecords } from './kubernetes-audit.ts'
import { opensshRecords } from './openssh.ts'
import { pgauditRecords } from './pgaudit.ts'
import type { VendorRecord } from './vendor-record.ts'

export { type VendorRecord, weight } from './vendor-record.ts'

/** All vendors' records of the last quarter of an hour, as they would arrive mixed. */
export function vendorRecords(now: Date): VendorRecord[] {
  const vendors = [cloudtrailRecords(now), kubernetesRecords(now), opensshRecords(now), pgauditRecords(now)]
  const longest = Math.max(...vendors.map((records) => records.length))
  return Array.from({ length: longest }, (_, i) => vendors.flatMap((records) => records.slice(i, i + 1))).flat()
}
