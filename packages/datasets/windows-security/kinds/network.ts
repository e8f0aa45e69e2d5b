import { severity } from '../../src/ocsf.ts'
import { type Kinds, kinds, of } from './kind.ts'

/** What the Windows Filtering Platform and Windows Firewall let through and block. */
export const networkKinds: Kinds = [
  ...kinds(of('network_activity', 'open'), { 5156: 'filtering_platform_connection_permitted' }),
  ...kinds(of('network_activity', 'listen'), {
    5154: 'filtering_platform_listen_permitted',
    5158: 'filtering_platform_bind_permitted',
  }),
  ...kinds(
    of('network_activity', 'refuse', severity.low),
    {
      4960: 'ipsec_packet_failed_integrity_check',
      4961: 'ipsec_packet_failed_replay_check',
      4962: 'ipsec_packet_failed_replay_check',
      4963: 'ipsec_cleartext_packet_dropped',
      4965: 'ipsec_packet_incorrect_spi',
      5031: 'windows_firewall_application_blocked',
      5150: 'filtering_platform_packet_blocked',
      5151: 'filtering_platform_packet_blocked',
      5152: 'filtering_platform_packet_blocked',
      5153: 'filtering_platform_packet_blocked',
      5155: 'filtering_platform_listen_blocked',
      5157: 'filtering_platform_connection_blocked',
      5159: 'filtering_platform_bind_blocked',
    },
    { outcome: 'failure' },
  ),
  ...kinds(
    of('network_activity', 'refuse', severity.medium),
    { 5148: 'denial_of_service_detected' },
    { outcome: 'failure' },
  ),
  ...kinds(of('network_activity'), { 5149: 'denial_of_service_subsided' }),
]
