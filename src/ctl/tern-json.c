/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-json.h"

#include "lpa/lpa-eid.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-isdr-aids.h"

/**
 * tern_json_add_string:
 * @builder: within an object
 * @name: the member
 * @value: (nullable): its text; %NULL becomes null
 */
void
tern_json_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * tern_json_add_int:
 * @builder: within an object
 * @name: the member
 * @value: its number; a negative one means not known and becomes null
 */
void
tern_json_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  if (value >= 0)
    json_builder_add_int_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * tern_json_add_bool:
 * @builder: within an object
 * @name: the member
 * @value: its value
 */
void
tern_json_add_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_hex (JsonBuilder *builder, const char *name, GBytes *bytes)
{
  g_autofree char *hex = NULL;
  gsize length;
  const guint8 *data;

  if (bytes != NULL)
    {
      data = g_bytes_get_data (bytes, &length);
      hex = lpa_hex_encode (data, length);
    }
  tern_json_add_string (builder, name, hex);
}

/**
 * tern_json_add_code:
 * @builder: where a value belongs
 * @code: an activation code
 *
 * Adds it taken apart. The matching ID is what the person typed and asked to see.
 */
void
tern_json_add_code (JsonBuilder *builder, const LpaActivationCode *code)
{
  json_builder_begin_object (builder);
  tern_json_add_string (builder, "server", code->address);
  tern_json_add_string (builder, "matching_id", code->matching_id);
  tern_json_add_string (builder, "oid", code->oid);
  tern_json_add_bool (builder, "confirmation_code_required", code->confirmation_code_required);
  json_builder_end_object (builder);
}

static void
add_rules (JsonBuilder *builder, LpaPolicyRules rules)
{
  static const struct
  {
    LpaPolicyRules rule;
    const char *nick;
  } names[] = {
    { LPA_POLICY_RULES_UPDATE_CONTROL, "update-control" },
    { LPA_POLICY_RULES_NO_DISABLE, "no-disable" },
    { LPA_POLICY_RULES_NO_DELETE, "no-delete" },
  };

  json_builder_set_member_name (builder, "rules");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (rules & names[i].rule)
      json_builder_add_string_value (builder, names[i].nick);
  json_builder_end_array (builder);
}

static void
add_owner (JsonBuilder *builder, const LpaOwner *owner)
{
  g_autofree char *mcc = owner ? lpa_owner_dup_mcc (owner) : NULL;
  g_autofree char *mnc = owner ? lpa_owner_dup_mnc (owner) : NULL;

  tern_json_add_string (builder, "mcc", mcc);
  tern_json_add_string (builder, "mnc", mnc);
}

/**
 * tern_json_add_profile:
 * @builder: where a value belongs
 * @profile: a profile
 */
void
tern_json_add_profile (JsonBuilder *builder, LpaProfile *profile)
{
  json_builder_begin_object (builder);
  tern_json_add_string (builder, "iccid", lpa_profile_get_iccid (profile));
  add_hex (builder, "aid", lpa_profile_get_aid (profile));
  tern_json_add_string (builder, "state",
                        lpa_profile_is_enabled (profile) ? "enabled" : "disabled");
  tern_json_add_string (builder, "nickname", lpa_profile_get_nickname (profile));
  tern_json_add_string (builder, "name", lpa_profile_get_name (profile));
  tern_json_add_string (builder, "provider", lpa_profile_get_provider (profile));
  tern_json_add_string (builder, "class",
                        lpa_profile_kind_get_nick (lpa_profile_get_kind (profile)));
  add_owner (builder, lpa_profile_get_owner (profile));
  add_rules (builder, lpa_profile_get_rules (profile));
  json_builder_end_object (builder);
}

/**
 * tern_json_add_notification:
 * @builder: where a value belongs
 * @notification: one that waits on the card
 */
void
tern_json_add_notification (JsonBuilder *builder, LpaNotification *notification)
{
  json_builder_begin_object (builder);
  tern_json_add_int (builder, "sequence_number",
                     lpa_notification_get_sequence_number (notification));
  tern_json_add_string (
      builder, "event",
      lpa_notification_event_get_nick (lpa_notification_get_event (notification)));
  tern_json_add_string (builder, "server", lpa_notification_get_address (notification));
  tern_json_add_string (builder, "iccid", lpa_notification_get_iccid (notification));
  json_builder_end_object (builder);
}

/**
 * tern_json_add_reports:
 * @builder: within an object
 * @result: (nullable): what was delivered after an operation
 */
void
tern_json_add_reports (JsonBuilder *builder, const LpaNotifierResult *result)
{
  json_builder_set_member_name (builder, "notifications");
  json_builder_begin_object (builder);
  tern_json_add_int (builder, "sent", result ? (gint64) result->sent : -1);
  tern_json_add_int (builder, "waiting", result ? (gint64) result->left : -1);
  json_builder_end_object (builder);
}

static void
add_issuers (JsonBuilder *builder, const char *name, GPtrArray *keys)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < keys->len; i++)
    {
      g_autofree char *issuer = lpa_trust_issuer_name (keys->pdata[i]);

      json_builder_begin_object (builder);
      add_hex (builder, "key_id", keys->pdata[i]);
      tern_json_add_string (builder, "name", issuer);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

typedef const char *(*CapabilityName) (guint bit);

static void
add_capabilities (JsonBuilder *builder, const char *name, guint32 bits, CapabilityName get_name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint bit = 0; bit < 32; bit++)
    if ((bits & 1u << bit) && get_name (bit) != NULL)
      json_builder_add_string_value (builder, get_name (bit));
  json_builder_end_array (builder);
}

static void
add_info (JsonBuilder *builder, const LpaEuiccInfo *info)
{
  tern_json_add_string (builder, "svn", info->svn);
  tern_json_add_string (builder, "profile_version", info->profile_version);
  tern_json_add_string (builder, "firmware_version", info->firmware_version);
  tern_json_add_string (builder, "global_platform_version", info->global_platform_version);
  tern_json_add_string (builder, "pp_version", info->pp_version);
  tern_json_add_string (builder, "sas_number", info->sas_number);
  tern_json_add_int (builder, "installed_applications", info->installed_applications);
  tern_json_add_int (builder, "free_memory", info->free_memory);
  tern_json_add_int (builder, "free_volatile_memory", info->free_volatile_memory);
  add_capabilities (builder, "uicc_capabilities", info->uicc_capabilities,
                    lpa_euicc_info_get_uicc_capability_name);
  add_capabilities (builder, "rsp_capabilities", info->rsp_capabilities,
                    lpa_euicc_info_get_rsp_capability_name);
  add_issuers (builder, "verification_issuers", info->verification_keys);
  add_issuers (builder, "signing_issuers", info->signing_keys);
}

/**
 * tern_json_add_euicc:
 * @builder: where a value belongs
 * @euicc: one that has been refreshed
 */
void
tern_json_add_euicc (JsonBuilder *builder, LpaEuicc *euicc)
{
  const LpaAddresses *addresses = lpa_euicc_get_addresses (euicc);
  const LpaEuiccInfo *info = lpa_euicc_get_info (euicc);

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "eid", lpa_euicc_get_eid (euicc));
  tern_json_add_string (builder, "maker", lpa_eid_get_maker (lpa_euicc_get_eid (euicc)));
  add_hex (builder, "isdr_aid", lpa_euicc_get_aid (euicc));
  tern_json_add_string (builder, "product", lpa_isdr_aid_get_product (lpa_euicc_get_aid (euicc)));
  tern_json_add_string (builder, "default_smdp", addresses ? addresses->default_smdp : NULL);
  tern_json_add_string (builder, "root_smds", addresses ? addresses->root_smds : NULL);
  if (info != NULL)
    add_info (builder, info);
  json_builder_end_object (builder);
}

static const char *
state_nick (TernReaderState state)
{
  static const char *const nicks[] = {
    [TERN_READER_STATE_EMPTY] = "empty",     [TERN_READER_STATE_ASLEEP] = "asleep",
    [TERN_READER_STATE_READING] = "reading", [TERN_READER_STATE_READY] = "ready",
    [TERN_READER_STATE_FAULT] = "fault",
  };

  return nicks[state];
}

static void
add_fault (JsonBuilder *builder, const GError *error)
{
  g_autoptr (LpaExplanation) explanation = NULL;

  if (error == NULL)
    return;

  explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
  tern_json_add_string (builder, "cause", explanation->cause);
  tern_json_add_string (builder, "action", explanation->action);
}

/**
 * tern_json_add_reader:
 * @builder: where a value belongs
 * @reader: a reader
 */
void
tern_json_add_reader (JsonBuilder *builder, TernReader *reader)
{
  GListModel *euiccs = tern_reader_get_euiccs (reader);

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "name", tern_reader_get_name (reader));
  tern_json_add_string (builder, "state", state_nick (tern_reader_get_state (reader)));
  add_fault (builder, tern_reader_get_error (reader));
  if (tern_reader_get_sleeping_eid (reader) != NULL)
    tern_json_add_string (builder, "sleeping_eid", tern_reader_get_sleeping_eid (reader));
  json_builder_set_member_name (builder, "eids");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (euiccs); i++)
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (euiccs, i);

      json_builder_add_string_value (builder, lpa_euicc_get_eid (euicc));
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}
