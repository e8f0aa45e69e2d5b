import { severity } from '../../src/ocsf.ts'
import { type Kinds, kinds, of } from './kind.ts'

const group = { account: 'group' } as const
const computer = { account: 'computer' } as const

/** Account Management of the advanced audit policy. */
export const accountKinds: Kinds = [
  ...kinds(of('account_change', 'create'), { 4720: 'added_user_account' }),
  ...kinds(of('account_change', 'create'), { 4741: 'added_computer_account' }, computer),
  ...kinds(of('account_change', 'enable'), { 4722: 'enabled_user_account' }),
  ...kinds(of('account_change', 'password_change'), { 4723: 'changed_password' }),
  ...kinds(of('account_change', 'password_reset', severity.low), {
    4724: 'reset_password',
    4794: 'dsrm_administrator_password_set',
  }),
  ...kinds(of('account_change', 'disable'), { 4725: 'disabled_user_account' }),
  ...kinds(of('account_change', 'delete'), { 4726: 'deleted_user_account' }),
  ...kinds(of('account_change', 'delete'), { 4743: 'deleted_computer_account' }, computer),
  ...kinds(of('account_change', 'lock', severity.medium), { 4740: 'locked_out_user_account' }),
  ...kinds(of('account_change', 'unlock'), { 4767: 'unlocked_user_account' }),
  ...kinds(of('account_change'), {
    4738: 'modified_user_account',
    4781: 'renamed_user_account',
    4780: 'acl_set_on_administrators',
  }),
  ...kinds(of('account_change'), { 4742: 'changed_computer_account' }, computer),
  ...kinds(of('account_change', undefined, severity.high), { 4765: 'sid_history_added' }),
  ...kinds(of('account_change', undefined, severity.high), { 4766: 'sid_history_add_failed' }, { outcome: 'failure' }),
  ...kinds(of('entity_management', 'read'), {
    4782: 'password_hash_accessed',
    4793: 'password_policy_checking_api_called',
    4797: 'blank_password_queried',
    4798: 'group_membership_enumerated',
    5376: 'credential_manager_backed_up',
    5379: 'credential_manager_read',
    5380: 'vault_find_credential',
    5381: 'vault_credentials_read',
    5382: 'vault_credentials_read',
  }),
  ...kinds(of('entity_management', 'read'), { 4799: 'user_member_enumerated' }, group),
  ...kinds(of('entity_management', 'update'), { 5377: 'credential_manager_restored' }),
  ...kinds(
    of('group_management', 'create'),
    {
      4727: 'added_group_account',
      4731: 'added_group_account',
      4754: 'added_group_account',
      4744: 'added_distribution_group_account',
      4749: 'added_distribution_group_account',
      4759: 'added_distribution_group_account',
      4783: 'added_basic_application_group',
      4790: 'added_ldap_query_group',
    },
    group,
  ),
  ...kinds(
    of('group_management', 'delete'),
    {
      4730: 'deleted_group_account',
      4734: 'deleted_group_account',
      4758: 'deleted_group_account',
      4748: 'deleted_distribution_group_account',
      4753: 'deleted_distribution_group_account',
      4763: 'deleted_distribution_group_account',
      4789: 'deleted_basic_application_group',
      4792: 'deleted_ldap_query_group',
    },
    group,
  ),
  ...kinds(
    of('group_management', 'add_user'),
    {
      4728: 'added_member_to_group',
      4732: 'added_member_to_group',
      4756: 'added_member_to_group',
      4746: 'added_member_to_distribution_group',
      4751: 'added_member_to_distribution_group',
      4761: 'added_member_to_distribution_group',
      4785: 'added_member_to_basic_application_group',
      4787: 'added_nonmember_to_basic_application_group',
    },
    group,
  ),
  ...kinds(
    of('group_management', 'remove_user'),
    {
      4729: 'removed_member_from_group',
      4733: 'removed_member_from_group',
      4757: 'removed_member_from_group',
      4747: 'removed_member_from_distribution_group',
      4752: 'removed_member_from_distribution_group',
      4762: 'removed_member_from_distribution_group',
      4786: 'removed_member_from_basic_application_group',
      4788: 'removed_nonmember_from_basic_application_group',
    },
    group,
  ),
  ...kinds(
    of('group_management'),
    {
      4735: 'modified_group_account',
      4737: 'modified_group_account',
      4755: 'modified_group_account',
      4764: 'type_changed_group_account',
      4745: 'changed_distribution_group_account',
      4750: 'changed_distribution_group_account',
      4760: 'changed_distribution_group_account',
      4784: 'changed_basic_application_group',
      4791: 'changed_ldap_query_group',
    },
    group,
  ),
  ...kinds(of('user_access', 'assign_privileges', severity.medium), {
    4704: 'user_right_assigned',
    4717: 'system_security_access_granted',
  }),
  ...kinds(of('user_access', 'revoke_privileges', severity.low), {
    4705: 'user_right_removed',
    4718: 'system_security_access_removed',
  }),
]
