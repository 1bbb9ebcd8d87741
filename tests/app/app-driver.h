/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-application.h"

G_BEGIN_DECLS

/* Works a really presented window as a person would: by what is to be seen. */
typedef gboolean (*AppCondition) (gpointer user_data);

void app_driver_init (void);
TernApplication *app_driver_start (void);
void app_driver_stop (TernApplication *application);
TernWindow *app_driver_get_window (TernApplication *application);
void app_driver_wait (AppCondition condition, gpointer user_data, const char *what);
void app_driver_settle (guint milliseconds);
GtkWidget *app_driver_find (gpointer root, GType type, const char *text);
GtkWidget *app_driver_await (gpointer root, GType type, const char *text);
void app_driver_click (gpointer root, const char *label);
void app_driver_type (gpointer root, const char *title, const char *text);
gboolean app_driver_shows (gpointer root, const char *text);
void app_driver_await_text (gpointer root, const char *text);
GtkWindow *app_driver_find_dialog (GType type);
GtkWindow *app_driver_await_dialog (GType type);
void app_driver_await_no_dialog (GType type);
void app_driver_answer (GtkWindow *dialog, const char *response);
void app_driver_drop (TernWindow *window, const GValue *value);
void app_driver_draw (gpointer widget);
void app_driver_resize (GtkWindow *window, int width, int height);
void app_driver_save (gpointer widget, const char *path);

G_END_DECLS
