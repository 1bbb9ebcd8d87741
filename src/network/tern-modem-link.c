/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-modem-link.h"

#include "lpa/lpa-error.h"
#include "network/tern-wait.h"

struct _TernModemLink
{
  GMainContext *context;
  MMManager *manager;
  char *device;
  MMSim *sim;
};

/* The newest first: several may be set while a modem hands a connection over. */
static const struct
{
  MMModemAccessTechnology technology;
  const char *name;
} technologies[] = {
  { MM_MODEM_ACCESS_TECHNOLOGY_5GNR, "5G" },
  { MM_MODEM_ACCESS_TECHNOLOGY_LTE, "LTE" },
  { MM_MODEM_ACCESS_TECHNOLOGY_LTE_CAT_M, "LTE-M" },
  { MM_MODEM_ACCESS_TECHNOLOGY_LTE_NB_IOT, "NB-IoT" },
  { MM_MODEM_ACCESS_TECHNOLOGY_HSPA_PLUS, "HSPA+" },
  { MM_MODEM_ACCESS_TECHNOLOGY_HSPA, "HSPA" },
  { MM_MODEM_ACCESS_TECHNOLOGY_HSUPA, "HSUPA" },
  { MM_MODEM_ACCESS_TECHNOLOGY_HSDPA, "HSDPA" },
  { MM_MODEM_ACCESS_TECHNOLOGY_UMTS, "UMTS" },
  { MM_MODEM_ACCESS_TECHNOLOGY_EDGE, "EDGE" },
  { MM_MODEM_ACCESS_TECHNOLOGY_GPRS, "GPRS" },
  { MM_MODEM_ACCESS_TECHNOLOGY_GSM, "GSM" },
};

/**
 * tern_modem_link_new:
 * @bus: where ModemManager is
 * @device: what ModemManager calls the modem's device
 * @cancellable: (nullable): cancels
 * @error: return location for an error of the bus
 *
 * Makes a main context of its own the thread's default one. The modem need not be there.
 *
 * Returns: (transfer full) (nullable): a link
 */
TernModemLink *
tern_modem_link_new (GDBusConnection *bus,
                     const char *device,
                     GCancellable *cancellable,
                     GError **error)
{
  TernModemLink *self = g_new0 (TernModemLink, 1);

  self->context = g_main_context_new ();
  self->device = g_strdup (device);
  g_main_context_push_thread_default (self->context);
  self->manager = mm_manager_new_sync (bus, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_DO_NOT_AUTO_START,
                                       cancellable, error);
  if (self->manager != NULL)
    return self;
  tern_modem_link_free (self);
  return NULL;
}

/**
 * tern_modem_link_free:
 * @self: (transfer full): a link
 */
void
tern_modem_link_free (TernModemLink *self)
{
  g_clear_object (&self->sim);
  g_clear_object (&self->manager);
  /* What the proxies have still on their way is let go here, where it belongs. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_free (self->device);
  g_free (self);
}

/**
 * tern_modem_link_get_device:
 * @self: a link
 *
 * Returns: (transfer none): what ModemManager calls the modem's device
 */
const char *
tern_modem_link_get_device (TernModemLink *self)
{
  return self->device;
}

/**
 * tern_modem_link_is_served:
 * @self: a link
 *
 * Returns: whether ModemManager is there
 */
gboolean
tern_modem_link_is_served (TernModemLink *self)
{
  g_autofree char *owner =
      g_dbus_object_manager_client_get_name_owner (G_DBUS_OBJECT_MANAGER_CLIENT (self->manager));

  return owner != NULL;
}

static MMObject *
find_object (TernModemLink *self)
{
  g_autolist (GDBusObject) objects =
      g_dbus_object_manager_get_objects (G_DBUS_OBJECT_MANAGER (self->manager));

  for (GList *each = objects; each != NULL; each = each->next)
    {
      MMModem *modem = mm_object_peek_modem (MM_OBJECT (each->data));

      if (modem != NULL && g_strcmp0 (mm_modem_get_device (modem), self->device) == 0)
        return g_object_ref (MM_OBJECT (each->data));
    }
  return NULL;
}

/**
 * tern_modem_link_dup_modem:
 * @self: a link
 * @milliseconds: how long a call may take
 * @error: return location for %LPA_NETWORK_ERROR_NO_MODEM or %LPA_NETWORK_ERROR_NO_SERVICE
 *
 * Returns: (transfer full) (nullable): the modem
 */
MMModem *
tern_modem_link_dup_modem (TernModemLink *self, guint milliseconds, GError **error)
{
  g_autoptr (MMObject) object = find_object (self);
  MMModem *modem = object != NULL ? mm_object_get_modem (object) : NULL;

  if (modem != NULL)
    g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (modem), (int) milliseconds);
  else if (tern_modem_link_is_served (self))
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MODEM, NULL,
                   "ModemManager does not have the modem");
  else
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_SERVICE, NULL,
                   "ModemManager is not on the bus");
  return modem;
}

/**
 * tern_modem_link_dup_cellular:
 * @self: a link
 * @milliseconds: how long a call may take
 *
 * Returns: (transfer full) (nullable): the modem's side towards networks
 */
MMModem3gpp *
tern_modem_link_dup_cellular (TernModemLink *self, guint milliseconds)
{
  g_autoptr (MMObject) object = find_object (self);
  MMModem3gpp *cellular = object != NULL ? mm_object_get_modem_3gpp (object) : NULL;

  if (cellular != NULL)
    g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (cellular), (int) milliseconds);
  return cellular;
}

static void
follow_sim (TernModemLink *self, MMModem *modem)
{
  const char *path = mm_modem_get_sim_path (modem);

  if (self->sim != NULL && g_strcmp0 (mm_sim_get_path (self->sim), path) == 0)
    return;
  g_clear_object (&self->sim);
  if (path != NULL)
    self->sim = mm_modem_get_sim_sync (modem, NULL, NULL);
}

static char *
dup_filled (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

static void
look_at_sim (TernModemView *view, MMSim *sim)
{
  view->sim = g_strdup (mm_sim_get_path (sim));
  view->iccid = dup_filled (mm_sim_get_identifier (sim));
  view->home = dup_filled (mm_sim_get_operator_identifier (sim));
  view->home_name = dup_filled (mm_sim_get_operator_name (sim));
}

static char *
dup_technology (MMModem *modem)
{
  MMModemAccessTechnology all = mm_modem_get_access_technologies (modem);

  for (gsize i = 0; i < G_N_ELEMENTS (technologies); i++)
    if ((all & technologies[i].technology) != 0)
      return g_strdup (technologies[i].name);
  return NULL;
}

static int
get_tries (MMModem *modem)
{
  g_autoptr (MMUnlockRetries) retries = mm_modem_get_unlock_retries (modem);
  guint tries = retries != NULL
                    ? mm_unlock_retries_get (retries, mm_modem_get_unlock_required (modem))
                    : MM_UNLOCK_RETRIES_UNKNOWN;

  return tries != MM_UNLOCK_RETRIES_UNKNOWN ? (int) tries : -1;
}

static void
look_at_modem (TernModemView *view, MMModem *modem)
{
  const char *maker = mm_modem_get_manufacturer (modem);
  const char *model = mm_modem_get_model (modem);
  const char *firmware = mm_modem_get_revision (modem);

  view->path = mm_modem_dup_path (modem);
  view->model = g_strdup_printf ("%s %s %s", maker ? maker : "", model ? model : "",
                                 firmware ? firmware : "");
  view->state = mm_modem_get_state (modem);
  view->fault = mm_modem_get_state_failed_reason (modem);
  view->lock = mm_modem_get_unlock_required (modem);
  view->tries = get_tries (modem);
  view->slot = mm_modem_get_primary_sim_slot (modem);
  view->technology = dup_technology (modem);
  view->signal = mm_modem_get_signal_quality (modem, NULL);
}

/* Newer than the library that this is built with at least: read as it stands on the bus. */
static guint
get_rejection (MMModem3gpp *cellular)
{
  g_autoptr (GVariant) rejection =
      g_dbus_proxy_get_cached_property (G_DBUS_PROXY (cellular), "NetworkRejection");
  guint cause = 0;

  if (rejection != NULL && g_variant_is_of_type (rejection, G_VARIANT_TYPE_VARDICT))
    g_variant_lookup (rejection, "error", "u", &cause);
  return cause;
}

static void
look_at_network (TernModemView *view, MMModem3gpp *cellular)
{
  view->registration = mm_modem_3gpp_get_registration_state (cellular);
  view->operator_id = dup_filled (mm_modem_3gpp_get_operator_code (cellular));
  view->operator_name = dup_filled (mm_modem_3gpp_get_operator_name (cellular));
  view->rejection = get_rejection (cellular);
}

/**
 * tern_modem_link_look:
 * @self: a link
 *
 * Returns: (transfer full): what is true of the modem now, as far as has been heard
 */
TernModemView *
tern_modem_link_look (TernModemLink *self)
{
  TernModemView *view = g_new0 (TernModemView, 1);
  g_autoptr (MMObject) object = find_object (self);

  if (object == NULL)
    return view;
  look_at_modem (view, mm_object_peek_modem (object));
  follow_sim (self, mm_object_peek_modem (object));
  if (self->sim != NULL)
    look_at_sim (view, self->sim);
  if (mm_object_peek_modem_3gpp (object) != NULL)
    look_at_network (view, mm_object_peek_modem_3gpp (object));
  else
    view->registration = MM_MODEM_3GPP_REGISTRATION_STATE_UNKNOWN;
  return view;
}

typedef struct
{
  TernModemLink *link;
  TernModemTest test;
  gpointer data;
} Wait;

static gboolean
test_view (gpointer data)
{
  const Wait *wait = data;
  g_autoptr (TernModemView) view = tern_modem_link_look (wait->link);

  return wait->test (view, wait->data);
}

/**
 * tern_modem_link_wait:
 * @self: a link
 * @milliseconds: how long
 * @test: whether a view is what is waited for
 * @data: for @test
 * @cancellable: (nullable): ends the waiting
 *
 * Returns: whether it came
 */
gboolean
tern_modem_link_wait (TernModemLink *self,
                      guint milliseconds,
                      TernModemTest test,
                      gpointer data,
                      GCancellable *cancellable)
{
  Wait wait = { self, test, data };

  return tern_wait (milliseconds, test_view, &wait, cancellable);
}
