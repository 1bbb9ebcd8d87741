/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-preview-page.h"

#include "app/tern-access.h"
#include "app/tern-icon.h"
#include "app/tern-notice.h"
#include "app/tern-words.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>

struct _TernPreviewPage
{
  AdwBin parent_instance;

  GtkWidget *offer;
  AdwAvatar *avatar;
  GtkLabel *heading;
  GtkLabel *provider;
  TernNotice *obstacle;
  AdwActionRow *kind;
  AdwActionRow *iccid;
  AdwActionRow *rules;
  AdwActionRow *room;
  AdwActionRow *server;
  AdwActionRow *added;
  GtkWidget *confirmation;
  AdwPasswordEntryRow *confirmation_code;
  GtkLabel *wrong_code;
  GtkCheckButton *consent;
  GtkLabel *consent_text;
  GtkWidget *install;

  gboolean wants_code;
  gboolean wants_consent;
  gboolean possible;
};

G_DEFINE_FINAL_TYPE (TernPreviewPage, tern_preview_page, ADW_TYPE_BIN)

enum
{
  SIGNAL_INSTALL,
  SIGNAL_NOT_NOW,
  SIGNAL_DECLINE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
update_install (TernPreviewPage *self)
{
  const char *code = gtk_editable_get_text (GTK_EDITABLE (self->confirmation_code));
  gboolean code_given = !self->wants_code || *code;
  gboolean agreed = !self->wants_consent || gtk_check_button_get_active (self->consent);

  gtk_widget_set_sensitive (self->install, self->possible && code_given && agreed);
}

static void
on_install (TernPreviewPage *self)
{
  if (gtk_widget_get_sensitive (self->install))
    g_signal_emit (self, signals[SIGNAL_INSTALL], 0);
}

static void
on_not_now (TernPreviewPage *self)
{
  g_signal_emit (self, signals[SIGNAL_NOT_NOW], 0);
}

static void
on_decline (TernPreviewPage *self)
{
  g_signal_emit (self, signals[SIGNAL_DECLINE], 0);
}

static char *
dup_obstacle (const LpaPreview *preview)
{
  if (preview->installed)
    return g_strdup_printf (
        C_ ("preview",
            "This profile is on the card already, as “%s”. There is nothing to download: "
            "switch it on instead. The code has not been used now."),
        lpa_profile_get_display_name (preview->installed));
  if (preview->verdict == LPA_POLICY_VERDICT_NOT_ALLOWED)
    return g_strdup (C_ ("preview",
                         "This card does not allow the rules that the provider gives to the "
                         "profile. Ask the provider for one without them, or take another "
                         "card. The code has not been used now."));
  return NULL;
}

static void
show_consent (TernPreviewPage *self, const char *rules)
{
  g_autofree char *text = g_strdup_printf (
      C_ ("preview", "I agree: %s This holds until the provider lifts it; neither this program nor "
                     "the card can get round it."),
      rules);

  gtk_label_set_text (self->consent_text, text);
  gtk_check_button_set_active (self->consent, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->consent), self->possible && self->wants_consent);
}

static void
show_trust (TernPreviewPage *self, const LpaPreview *preview, LpaTrust *trust)
{
  GPtrArray *added = lpa_trust_get_added_issuers (trust);
  g_autofree char *word = preview->trust ? tern_words_dup_trust (preview->trust) : NULL;
  g_autofree char *subtitle = g_strconcat (preview->server, word ? "\n" : NULL, word, NULL);

  adw_action_row_set_subtitle (self->server, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->added),
                          added && added->len > 0 &&
                              !(preview->trust && preview->trust->kind == LPA_TRUST_KIND_ADDED));
}

/* On the offer, to be read before anything is done with it. */
static gboolean
tern_preview_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (TERN_PREVIEW_PAGE (widget)->offer);
}

static void
tern_preview_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_PREVIEW_PAGE);
  G_OBJECT_CLASS (tern_preview_page_parent_class)->dispose (object);
}

static void
tern_preview_page_class_init (TernPreviewPageClass *klass)
{
  static const char *const NAMES[] = { "install", "not-now", "decline" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_preview_page_dispose;
  tern_access_set_grab_focus (klass, tern_preview_page_grab_focus);
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (NAMES[i], TERN_TYPE_PREVIEW_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  g_type_ensure (TERN_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-preview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, offer);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, heading);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, provider);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, obstacle);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, kind);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, iccid);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, rules);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, room);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, server);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, added);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, confirmation);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, confirmation_code);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, wrong_code);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, consent);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, consent_text);
  gtk_widget_class_bind_template_child (widget_class, TernPreviewPage, install);
  gtk_widget_class_bind_template_callback (widget_class, update_install);
  gtk_widget_class_bind_template_callback (widget_class, on_install);
  gtk_widget_class_bind_template_callback (widget_class, on_not_now);
  gtk_widget_class_bind_template_callback (widget_class, on_decline);
}

static void
tern_preview_page_init (TernPreviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_preview_page_new:
 *
 * Returns: (transfer floating): a page without an offer
 */
GtkWidget *
tern_preview_page_new (void)
{
  return g_object_new (TERN_TYPE_PREVIEW_PAGE, NULL);
}

/**
 * tern_preview_page_show:
 * @preview: what the server offers
 * @trust: by what the server was believed
 *
 * Shows an offer that was not seen before: nothing typed, nothing agreed to.
 */
void
tern_preview_page_show (TernPreviewPage *self, const LpaPreview *preview, LpaTrust *trust)
{
  LpaProfile *profile = preview->profile;
  g_autofree char *tail = tern_words_dup_tail (lpa_profile_get_iccid (profile));
  g_autofree char *rules = tern_words_dup_rules (lpa_profile_get_rules (profile));
  g_autofree char *room = tern_words_dup_room (preview->free_memory);
  g_autofree char *obstacle = dup_obstacle (preview);

  tern_icon_show_profile (self->avatar, profile);
  gtk_label_set_text (self->heading, lpa_profile_get_display_name (profile));
  gtk_label_set_text (self->provider, lpa_profile_get_provider (profile));
  tern_access_describe (self->offer, lpa_profile_get_provider (profile));
  adw_action_row_set_subtitle (self->kind, tern_words_get_kind (lpa_profile_get_kind (profile)));
  adw_action_row_set_subtitle (self->iccid, tail);
  adw_action_row_set_subtitle (self->rules, rules);
  adw_action_row_set_subtitle (self->room, room);
  show_trust (self, preview, trust);
  tern_notice_set_text (self->obstacle, obstacle);

  self->possible = obstacle == NULL;
  self->wants_code = preview->confirmation_code_required;
  self->wants_consent = preview->verdict == LPA_POLICY_VERDICT_CONSENT_NEEDED;
  gtk_widget_set_visible (self->confirmation, self->possible && self->wants_code);
  gtk_widget_set_visible (GTK_WIDGET (self->wrong_code), FALSE);
  tern_access_describe (self->confirmation_code, "");
  gtk_widget_set_visible (self->install, self->possible);
  show_consent (self, rules);
  gtk_editable_set_text (GTK_EDITABLE (self->confirmation_code), "");
  update_install (self);
}

/**
 * tern_preview_page_fill_in:
 * @confirmation_code: (nullable): the confirmation code that was told with the code; goes where the
 *   person can see and change it
 */
void
tern_preview_page_fill_in (TernPreviewPage *self, const char *confirmation_code)
{
  gtk_editable_set_text (GTK_EDITABLE (self->confirmation_code),
                         confirmation_code ? confirmation_code : "");
}

/**
 * tern_preview_page_ask_again:
 * @sentence: what was wrong with the confirmation code
 *
 * Asks for the confirmation code once more, of an offer that is on show already.
 */
void
tern_preview_page_ask_again (TernPreviewPage *self, const char *sentence)
{
  self->wants_code = TRUE;
  gtk_widget_set_visible (self->confirmation, TRUE);
  gtk_label_set_text (self->wrong_code, sentence);
  tern_access_describe (self->confirmation_code, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->wrong_code), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->confirmation_code));
  update_install (self);
}

/**
 * tern_preview_page_hand_over:
 * @download: what is about to be installed
 * @report: the report on it, which learns what must not be in it
 *
 * Hands the confirmation code and the consent over, and forgets the code.
 */
void
tern_preview_page_hand_over (TernPreviewPage *self, LpaDownload *download, TernReport *report)
{
  if (self->wants_code)
    {
      char *code = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->confirmation_code)));

      lpa_download_set_confirmation_code (download, g_strstrip (code));
      tern_report_add_secret (report, code);
      OPENSSL_cleanse (code, strlen (code));
      g_free (code);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->confirmation_code), "");
  if (self->wants_consent)
    lpa_download_set_consent (download, gtk_check_button_get_active (self->consent));
}
