/** The order of a log type's fields. A name is PAN-OS's own; `-` is a field that PAN-OS keeps for the future. */
export type Layout = { readonly names: readonly string[]; readonly index: ReadonlyMap<string, number> }

const start = '- receive_time serial type subtype - time_generated'
const groups = 'dg_hier_level_1 dg_hier_level_2 dg_hier_level_3 dg_hier_level_4 vsys_name device_name'
const session =
  'src dst natsrc natdst rule srcuser dstuser app vsys from to inbound_if outbound_if logset - sessionid repeatcnt sport ' +
  'dport natsport natdport flags proto action'
const devices =
  'src_category src_profile src_model src_vendor src_osfamily src_osversion src_host src_mac dst_category dst_profile ' +
  'dst_model dst_vendor dst_osfamily dst_osversion dst_host dst_mac'
const applications =
  'subcategory_of_app category_of_app technology_of_app risk_of_app characteristic_of_app container_of_app tunneled_app ' +
  'is_saas_of_app sanctioned_state_of_app'

/**
 * As of PAN-OS 11.1; earlier versions end sooner. Fields were only ever added at the end, but for HIP Match of 8.0.5 to
 * 8.0.10 and GlobalProtect before 9.1.3, which have the sequence number in front of the type.
 * https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-admin/monitoring/use-syslog-for-monitoring/syslog-field-descriptions
 */
export const layouts: ReadonlyMap<string, Layout> = new Map([
  ...layout(
    ['TRAFFIC'],
    `${start} ${session} bytes bytes_sent bytes_received packets start elapsed category - seqno actionflags srcloc dstloc - ` +
      `pkts_sent pkts_received session_end_reason ${groups} action_source src_uuid dst_uuid tunnelid monitortag ` +
      'parent_session_id parent_start_time tunnel assoc_id chunks chunks_sent chunks_received rule_uuid http2_connection ' +
      'link_change_count policy_id link_switches sdwan_cluster sdwan_device_type sdwan_cluster_type sdwan_site ' +
      `dynusergroup_name xff_ip ${devices} container_id pod_namespace pod_name src_edl dst_edl hostid serialnumber src_dag ` +
      `dst_dag session_owner high_res_timestamp nsdsai_sst nsdsai_sd ${applications} offloaded flow_type cluster_name`,
  ),
  ...layout(
    ['THREAT'],
    `${start} ${session} misc threatid category severity direction seqno actionflags srcloc dstloc - contenttype pcap_id ` +
      `filedigest cloud url_idx user_agent filetype xff referer sender subject recipient reportid ${groups} - src_uuid ` +
      'dst_uuid http_method tunnelid monitortag parent_session_id parent_start_time tunnel thr_category contentver - ' +
      `assoc_id ppid http_headers url_category_list rule_uuid http2_connection dynusergroup_name xff_ip ${devices} ` +
      'container_id pod_namespace pod_name src_edl dst_edl hostid serialnumber domain_edl src_dag dst_dag partial_hash ' +
      `high_res_timestamp reason justification nsdsai_sst ${applications} cloud_reportid cluster_name flow_type`,
  ),
  ...layout(
    ['START', 'END', 'TUNNEL'],
    `${start} ${session} severity seqno actionflags srcloc dstloc ${groups} tunnelid monitortag parent_session_id ` +
      'parent_start_time tunnel bytes bytes_sent bytes_received packets pkts_sent pkts_received max_encap unknown_proto ' +
      'strict_check tunnel_fragment sessions_created sessions_closed session_end_reason action_source start elapsed ' +
      'tunnel_insp_rule remote_user_ip remote_user_id rule_uuid pcap_id dynusergroup_name src_edl dst_edl ' +
      `high_res_timestamp nsdsai_sd nsdsai_sst pdu_session_id ${applications} cluster_name`,
  ),
  ...layout(['GTP', 'SCTP'], `${start} ${session}`),
  ...layout(
    ['DECRYPTION'],
    `${start.replace(/-(?= time)/, 'config_ver')} ${session.replace('logset -', 'logset time_received')} tunnel - - src_uuid dst_uuid rule_uuid hs_stage_c2f hs_stage_f2s ` +
      'tls_version tls_keyxchg tls_enc tls_auth policy_name ec_curve err_index root_status chain_status proxy_type ' +
      'cert_serial fingerprint notbefore notafter cert_ver cert_size cn_len issuer_len rootcn_len sni_len cert_flags cn ' +
      'issuer_cn root_cn sni error container_id pod_namespace pod_name src_edl dst_edl src_dag dst_dag high_res_timestamp ' +
      `${devices} seqno actionflags ${groups} vsys_id ${applications} cluster_name`,
  ),
  ...layout(
    ['SYSTEM'],
    `${start} vsys eventid object - - module severity opaque seqno actionflags ${groups} - - high_res_timestamp`,
  ),
  ...layout(
    ['CONFIG'],
    `${start} host vsys cmd admin client result path seqno actionflags ${groups} dg_id comment - high_res_timestamp`,
  ),
  // With the custom fields before-change-detail and after-change-detail.
  ...layout(
    ['CONFIG+'],
    `${start} host vsys cmd admin client result path before after seqno actionflags ${groups} dg_id comment - ` +
      'high_res_timestamp',
  ),
  ...layout(
    ['HIP-MATCH', 'HIPMATCH'],
    `${start} srcuser vsys machinename os src matchname repeatcnt matchtype - - seqno actionflags ${groups} vsys_id srcipv6 ` +
      'hostid serialnumber mac high_res_timestamp cluster_name',
  ),
  ...layout(
    ['HIP-MATCH+'],
    `- receive_time serial seqno actionflags type subtype - time_generated ${groups} vsys_id srcuser vsys machinename src ` +
      'matchname repeatcnt os matchtype - - srcipv6 hostid',
  ),
  ...layout(['GLOBALPROTECT'], `${start} ${portal()} seqno actionflags ${portalEnd()}`),
  ...layout(
    ['GLOBALPROTECT+'],
    `- receive_time serial seqno actionflags type subtype - time_generated ${portal()} ${portalEnd()}`,
  ),
  ...layout(
    ['USERID', 'USER-ID'],
    `${start} vsys ip user datasourcename eventid repeatcnt timeout beginport endport datasource datasourcetype seqno ` +
      `actionflags ${groups} vsys_id factortype factorcompletiontime factorno ugflags userbysource tag_name ` +
      'high_res_timestamp origindatasource - cluster_name',
  ),
  ...layout(
    ['AUTHENTICATION', 'AUTH'],
    `${start} vsys ip user normalize_user object authpolicy repeatcnt authid vendor logset serverprofile desc clienttype ` +
      `event factorno seqno actionflags ${groups} vsys_id authproto rule_uuid high_res_timestamp src_category src_profile ` +
      'src_model src_vendor src_osfamily src_osversion src_host src_mac region - user_agent session_id cluster_name',
  ),
  ...layout(
    ['IPTAG'],
    `${start} vsys ip tag_name event_id repeatcnt timeout datasourcename datasource_type datasource_subtype seqno ` +
      `actionflags ${groups} vsys_id high_res_timestamp cluster_name`,
  ),
  ...layout(
    ['CORRELATION'],
    `${start} src srcuser vsys category severity ${groups} vsys_id objectname object_id evidence`,
  ),
])

/** Of a type that is not in the documentation: what all have in common. */
export const commonLayout = compile(start)

function portal(): string {
  return (
    'vsys eventid stage auth_method tunnel_type srcuser srcregion machinename public_ip public_ipv6 private_ip private_ipv6 ' +
    'hostid serialnumber client_ver client_os client_os_ver repeatcnt reason error opaque status location login_duration ' +
    'connect_method error_code portal'
  )
}

function portalEnd(): string {
  return `high_res_timestamp selection_type response_time priority attempted_gateways gateway ${groups} vsys_id cluster_name`
}

function layout(types: readonly string[], names: string): [string, Layout][] {
  const compiled = compile(names)
  return types.map((type) => [type, compiled])
}

function compile(text: string): Layout {
  const names = text.split(' ')
  return { names, index: new Map(names.map((name, index) => [name, index])) }
}
