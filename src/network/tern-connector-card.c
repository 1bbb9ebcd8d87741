/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-apn-memory.h"
#include "network/tern-connector-private.h"
#include "readers/tern-reader.h"

/* What made which model of modem notice a switch; safe to lose. */
static LpaCardMemory *
open_memory (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "tern", "modems.ini", NULL);

  return lpa_card_memory_new (path);
}

static TernReader *
find_reader (GListModel *readers, LpaEuicc *euicc)
{
  for (guint i = 0; i < g_list_model_get_n_items (readers); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (readers, i);
      GListModel *euiccs = tern_reader_get_euiccs (reader);

      for (guint j = 0; j < g_list_model_get_n_items (euiccs); j++)
        {
          g_autoptr (LpaEuicc) each = g_list_model_get_item (euiccs, j);

          if (each == euicc)
            return g_steal_pointer (&reader);
        }
    }
  return NULL;
}

/**
 * tern_connector_find_server: (skip)
 * @profile: a profile
 *
 * Returns: (transfer none) (nullable): its own server, which knows of it anyway
 */
const char *
tern_connector_find_server (LpaProfile *profile)
{
  GPtrArray *rules = lpa_profile_get_notification_configuration (profile);

  return rules != NULL && rules->len > 0 ? ((const LpaNotificationRule *) rules->pdata[0])->address
                                         : NULL;
}

/* @setup: what only the caller knows */
static TernConnector *
make (GListModel *readers, LpaEuicc *euicc, TernConnectorSetup setup)
{
  g_autoptr (TernReader) reader = find_reader (readers, euicc);
  const TernModem *modem = reader != NULL ? tern_reader_get_modem (reader) : NULL;
  g_autofree char *apns = tern_apn_memory_get_default_path ();
  g_autoptr (LpaCardMemory) memory = NULL;

  if (modem == NULL || modem->device == NULL)
    return NULL;
  memory = open_memory ();
  setup.device = modem->device;
  setup.port = modem->node;
  setup.slot = tern_reader_get_slot (reader);
  setup.eid = lpa_euicc_get_eid (euicc);
  setup.memory = memory;
  setup.apns = apns;
  setup.euicc = euicc;
  return tern_connector_new (&setup);
}

/**
 * tern_connector_new_for_card:
 * @readers: a list of #TernReader
 * @euicc: a card in one of them
 * @profile: the profile of it that has been enabled
 *
 * Main thread.
 *
 * Returns: (transfer full) (nullable): a connector; %NULL where the card is in no modem that
 * ModemManager has, so that there is nothing to connect
 */
TernConnector *
tern_connector_new_for_card (GListModel *readers, LpaEuicc *euicc, LpaProfile *profile)
{
  return make (readers, euicc,
               (TernConnectorSetup){ .profile = profile,
                                     .journal = lpa_euicc_get_journal (euicc),
                                     .server = tern_connector_find_server (profile) });
}

/**
 * tern_connector_new_for_gone:
 * @readers: a list of #TernReader
 * @euicc: a card in one of them
 * @gone: the profile of it that has been switched off, without another one in its place
 *
 * Main thread.
 *
 * Returns: (transfer full) (nullable): a connector; %NULL where the card is in no modem that
 * ModemManager has, so that nobody has to notice
 */
TernConnector *
tern_connector_new_for_gone (GListModel *readers, LpaEuicc *euicc, LpaProfile *gone)
{
  return make (readers, euicc, (TernConnectorSetup){ .gone = gone });
}
