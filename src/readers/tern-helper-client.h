/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernHelperSlot:
 * @number: from 1
 * @used: whether the modem uses it now
 * @state: what is in it, as libmbim has the nick: `active-esim`, `empty`, …
 *
 * A slot of a modem. Free with tern_helper_slot_free().
 */
typedef struct
{
  guint number;
  gboolean used;
  char *state;
} TernHelperSlot;

void tern_helper_slot_free (TernHelperSlot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernHelperSlot, tern_helper_slot_free)

#define TERN_TYPE_HELPER_CLIENT (tern_helper_client_get_type ())
G_DECLARE_FINAL_TYPE (TernHelperClient, tern_helper_client, TERN, HELPER_CLIENT, GObject)

/*
 * A connection of its own to the modem helper: when it goes, however that comes, the helper puts
 * everything back that was done over it. All calls block; any thread, one at a time. Errors are of
 * LPA_CHANNEL_ERROR or LPA_CARD_ERROR, or G_IO_ERROR_CANCELLED.
 */
TernHelperClient *tern_helper_client_new (GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_helper_client_list_slots (TernHelperClient *self,
                                          const char *device,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_helper_client_open (TernHelperClient *self,
                                  const char *device,
                                  guint slot,
                                  GBytes **atr,
                                  char **model,
                                  GCancellable *cancellable,
                                  GError **error);
gboolean tern_helper_client_open_channel (TernHelperClient *self,
                                          GBytes *aid,
                                          guint8 p2,
                                          int *number,
                                          guint16 *sw,
                                          GError **error);
GBytes *tern_helper_client_transmit (TernHelperClient *self,
                                     GBytes *command,
                                     guint timeout,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_helper_client_close_channel (TernHelperClient *self, GError **error);
gboolean tern_helper_client_reset (TernHelperClient *self,
                                   GCancellable *cancellable,
                                   GError **error);
gboolean tern_helper_client_reveal (TernHelperClient *self,
                                    gboolean *changed,
                                    GCancellable *cancellable,
                                    GError **error);
gboolean tern_helper_client_close (TernHelperClient *self, GError **error);
gboolean tern_helper_client_restore (TernHelperClient *self, GError **error);
gboolean tern_helper_client_reset_card (TernHelperClient *self,
                                        const char *device,
                                        guint slot,
                                        GCancellable *cancellable,
                                        GError **error);
gboolean tern_helper_client_set_inhibited (TernHelperClient *self,
                                           const char *uid,
                                           gboolean inhibited,
                                           GCancellable *cancellable,
                                           GError **error);
gboolean tern_helper_client_set_sim_slot (TernHelperClient *self,
                                          const char *modem,
                                          guint slot,
                                          GCancellable *cancellable,
                                          GError **error);

G_END_DECLS
