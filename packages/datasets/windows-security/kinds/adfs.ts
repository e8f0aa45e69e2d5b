import { severity } from '../../src/ocsf.ts'
import { type Kinds, kinds, of } from './kind.ts'

/** AD FS Auditing, which writes into the Security log. */
export const adfsKinds: Kinds = [
  ...kinds(of('authentication', 'authentication_ticket'), {
    299: 'adfs_token_issued',
    500: 'adfs_token_claims',
    501: 'adfs_caller_claims',
    1200: 'adfs_application_token_issued',
  }),
  ...kinds(of('authentication', 'logon'), { 1202: 'adfs_credential_validated', 412: 'adfs_token_validated' }),
  ...kinds(
    of('authentication', 'logon', severity.low),
    {
      411: 'adfs_token_validation_failed',
      1201: 'adfs_application_token_failed',
      1203: 'adfs_credential_validation_failed',
      1210: 'adfs_extranet_lockout',
      342: 'adfs_token_validation_failed',
      516: 'adfs_extranet_lockout',
    },
    { outcome: 'failure' },
  ),
  ...kinds(of('account_change', 'password_change'), { 1204: 'adfs_password_changed' }),
  ...kinds(
    of('account_change', 'password_change', severity.low),
    { 1205: 'adfs_password_change_failed' },
    { outcome: 'failure' },
  ),
  ...kinds(of('authentication', 'logoff'), { 1206: 'adfs_signed_out' }),
  ...kinds(of('authentication', 'logoff'), { 1207: 'adfs_sign_out_failed' }, { outcome: 'failure' }),
  ...kinds(of('http_activity'), { 403: 'adfs_http_request', 404: 'adfs_http_response' }, { outcome: 'unknown' }),
]
