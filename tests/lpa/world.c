/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "lpa/lpa-isdr-aids.h"
#include "test-kit.h"
#include "world-reader.h"

/* One test network for the whole program: making keys takes a while. */
static SimPki *
get_pki (void)
{
  static SimPki *pki;
  g_autoptr (GError) error = NULL;

  if (pki == NULL)
    pki = sim_pki_new (SIM_PKI_DEFAULT_EID, &error);
  g_assert_no_error (error);
  return pki;
}

static LpaTrust *
make_trust (SimPki *pki)
{
  g_autofree char *pem = sim_pki_dup_pem (pki, SIM_PKI_CI);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  LpaTrust *trust = lpa_trust_new ();
  int fd = g_file_open_tmp ("tern-ci-XXXXXX.pem", &path, &error);

  g_assert_no_error (error);
  close (fd);
  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
  g_assert_true (lpa_trust_add_issuers (trust, path, &error));
  g_assert_no_error (error);
  g_unlink (path);
  return trust;
}

void
world_start (World *self)
{
  g_autoptr (LpaCardMemory) memory = lpa_card_memory_new (NULL);
  g_autoptr (GPtrArray) aids = lpa_isdr_aids_new_default ();
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->card);
  g_clear_pointer (&self->isdrs, g_ptr_array_unref);
  self->worker = lpa_worker_new ("world");
  self->card = lpa_card_new (LPA_CHANNEL (self->reader), memory);
  self->isdrs = lpa_card_find_isdrs (self->card, aids, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->isdrs->len, >=, 1);
  self->euicc = lpa_euicc_new (self->worker, self->card, self->isdrs->pdata[0]);
  lpa_euicc_set_trust (self->euicc, self->trust);
  lpa_euicc_set_journal (self->euicc, LPA_JOURNAL (self->journal));
}

/* Nothing may be left of the program: not the eUICC, not the thread, not a channel on the card. */
static void
stop_program (World *self)
{
  g_clear_pointer (&self->isdrs, g_ptr_array_unref);
  test_await_finalized (g_steal_pointer (&self->euicc));
  test_await_finalized (g_steal_pointer (&self->worker));
  test_await_finalized (g_steal_pointer (&self->card));
  g_assert_cmpuint (sim_euicc_count_channels (self->sim), ==, 0);
}

void
world_serve (World *self, const SimSmdpOptions *options)
{
  g_autoptr (GError) error = NULL;
  SimSmdpOptions same = options != NULL ? *options : (SimSmdpOptions){ 0 };
  g_autofree char *listen = NULL;

  if (self->smdp != NULL)
    {
      listen = g_strdup_printf ("127.0.0.1:%u", sim_smdp_get_port (self->smdp));
      same.listen = listen;
      sim_smdp_stop (self->smdp);
      test_await_finalized (g_steal_pointer (&self->smdp));
    }
  self->smdp = sim_smdp_new (self->pki, self->orders, &same);
  g_assert_true (sim_smdp_start (self->smdp, &error));
  g_assert_no_error (error);
}

World *
world_new (const char *orders, const SimQuirks *quirks, const SimSmdpOptions *options)
{
  World *self = g_new0 (World, 1);
  g_autoptr (GError) error = NULL;

  self->pki = g_object_ref (get_pki ());
  self->orders = sim_orders_new_from_text (orders, &error);
  g_assert_no_error (error);
  world_serve (self, options);
  self->sim = sim_euicc_new (self->pki, quirks, NULL, &error);
  g_assert_no_error (error);
  self->reader = world_reader_new (self->sim);
  self->trust = make_trust (self->pki);
  self->journal = g_object_new (WORLD_TYPE_JOURNAL, NULL);
  self->cancellable = g_cancellable_new ();
  world_start (self);
  return self;
}

void
world_free (World *self)
{
  world_wait_idle (self);
  stop_program (self);
  sim_smdp_stop (self->smdp);
  test_await_finalized (g_steal_pointer (&self->smdp));
  test_await_finalized (g_steal_pointer (&self->reader));
  test_await_finalized (g_steal_pointer (&self->sim));
  test_await_finalized (g_steal_pointer (&self->journal));
  test_await_finalized (g_steal_pointer (&self->trust));
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->orders, sim_orders_unref);
  g_clear_object (&self->pki);
  g_free (self);
}

void
world_restart (World *self)
{
  stop_program (self);
  world_start (self);
}

void
world_break_at (World *self, const char *tag, guint nth, WorldFault fault)
{
  world_reader_break_at (self->reader, tag, nth, fault, self->cancellable);
}

void
world_put_back_when_pulled (World *self)
{
  world_reader_put_back_when_pulled (self->reader);
}

gboolean
world_is_broken (World *self)
{
  return world_reader_is_broken (self->reader);
}

guint
world_count_commands (World *self, const char *tag)
{
  return world_reader_count (self->reader, tag);
}

int
world_get_cancel_reason (World *self)
{
  return world_reader_get_cancel_reason (self->reader);
}

LpaDownload *
world_new_download (World *self, const char *matching_id)
{
  g_autoptr (LpaActivationCode) code =
      lpa_activation_code_new (sim_smdp_get_address (self->smdp), matching_id);

  return lpa_download_new (code, self->trust);
}

void
world_store_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_null (*(GAsyncResult **) user_data);
  *(GAsyncResult **) user_data = g_object_ref (result);
}

GAsyncResult *
world_wait (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (slot);
}

gboolean
world_preview (World *self, LpaDownload *download, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lpa_euicc_preview_async (self->euicc, download, self->cancellable, world_store_result, &slot);
  result = world_wait (&slot);
  return lpa_euicc_preview_finish (self->euicc, result, error);
}

gboolean
world_install (World *self, LpaDownload *download, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lpa_euicc_install_async (self->euicc, download, self->cancellable, world_store_result, &slot);
  result = world_wait (&slot);
  return lpa_euicc_install_finish (self->euicc, result, error);
}

gboolean
world_cancel (World *self, LpaDownload *download, LpaCancelReason reason, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lpa_euicc_cancel_download_async (self->euicc, download, reason, world_store_result, &slot);
  result = world_wait (&slot);
  return lpa_euicc_cancel_download_finish (self->euicc, result, error);
}

gboolean
world_refresh (World *self, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lpa_euicc_refresh_async (self->euicc, NULL, world_store_result, &slot);
  result = world_wait (&slot);
  return lpa_euicc_refresh_finish (self->euicc, result, error);
}

static LpaNotifierResult *
operate (
    World *self,
    void (*operation) (LpaEuicc *, LpaProfile *, GCancellable *, GAsyncReadyCallback, gpointer),
    LpaProfile *profile,
    GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  operation (self->euicc, profile, self->cancellable, world_store_result, &slot);
  result = world_wait (&slot);
  return lpa_euicc_operation_finish (self->euicc, result, error);
}

LpaNotifierResult *
world_enable (World *self, LpaProfile *profile, GError **error)
{
  return operate (self, lpa_euicc_enable_async, profile, error);
}

LpaNotifierResult *
world_disable (World *self, LpaProfile *profile, GError **error)
{
  return operate (self, lpa_euicc_disable_async, profile, error);
}

LpaNotifierResult *
world_delete (World *self, LpaProfile *profile, GError **error)
{
  return operate (self, lpa_euicc_delete_async, profile, error);
}

LpaProfile *
world_find (World *self, const char *iccid)
{
  g_autoptr (LpaProfile) profile = lpa_euicc_find_profile (self->euicc, iccid, NULL);

  return profile;
}

void
world_set_default_smdp (World *self, const char *address)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LpaNotifierResult) sent = NULL;
  g_autoptr (GError) error = NULL;

  lpa_euicc_set_default_smdp_async (self->euicc, address, NULL, world_store_result, &slot);
  result = world_wait (&slot);
  sent = lpa_euicc_operation_finish (self->euicc, result, &error);
  g_assert_no_error (error);
}

static void
nothing (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
}

/* Whatever was queued on the worker by itself is done when this comes back. */
void
world_wait_idle (World *self)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, world_store_result, &slot);
  g_autoptr (GAsyncResult) result = NULL;

  lpa_worker_push (self->worker, task, nothing);
  result = world_wait (&slot);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
