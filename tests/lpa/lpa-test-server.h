/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LpaTestAfter:
 * @LPA_TEST_AFTER_KEEP: waits for the next request on the connection
 * @LPA_TEST_AFTER_CLOSE: closes the connection
 * @LPA_TEST_AFTER_HANG: says nothing more until the client goes away
 *
 * What the server does behind a reply, whole or not.
 */
typedef enum
{
  LPA_TEST_AFTER_KEEP,
  LPA_TEST_AFTER_CLOSE,
  LPA_TEST_AFTER_HANG,
} LpaTestAfter;

/*
 * An HTTPS server on the loopback interface that answers request after request with the bytes it
 * was given, and counts. A thread for each connection; its functions may be called from any
 * thread.
 */
typedef struct _LpaTestServer LpaTestServer;

LpaTestServer *lpa_test_server_new (GTlsCertificate *certificate);
void lpa_test_server_free (LpaTestServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaTestServer, lpa_test_server_free)

char *lpa_test_server_get_address (LpaTestServer *self, const char *host);
void lpa_test_server_push (LpaTestServer *self, const char *reply, LpaTestAfter after);
void lpa_test_server_push_body (LpaTestServer *self,
                                const char *status,
                                const char *headers,
                                const char *body);
void lpa_test_server_wait_replies (LpaTestServer *self, guint n);
void lpa_test_server_wait_closed (LpaTestServer *self, guint n);
guint lpa_test_server_count_connections (LpaTestServer *self);
guint lpa_test_server_count_requests (LpaTestServer *self);
char *lpa_test_server_get_request (LpaTestServer *self, guint index);

G_END_DECLS
