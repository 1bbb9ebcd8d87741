/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-trust.h"

#include <glib/gstdio.h>

#include "lpa-test-pki.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-trust-anchors.h"

#define HOST "smdp.example.com"

/* The public test certificates of SGP.26: the issuer on P-256, and a server under each of two. */
static const char test_issuer_pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIICUDCCAfegAwIBAgIJALh086v6bETTMAoGCCqGSM49BAMCMEQxEDAOBgNVBAMM\n"
    "B1Rlc3QgQ0kxETAPBgNVBAsMCFRFU1RDRVJUMRAwDgYDVQQKDAdSU1BURVNUMQsw\n"
    "CQYDVQQGEwJJVDAgFw0yMDA0MDEwODI3NTFaGA8yMDU1MDQwMTA4Mjc1MVowRDEQ\n"
    "MA4GA1UEAwwHVGVzdCBDSTERMA8GA1UECwwIVEVTVENFUlQxEDAOBgNVBAoMB1JT\n"
    "UFRFU1QxCzAJBgNVBAYTAklUMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAElAZX\n"
    "pnPcKI+J1S6opHcEmSeR+cNLADbmM+LQy6lFTWXbMusXmBeZ0vJDiO4rlcEJRUbJ\n"
    "eQHOrrqWUJGaLiDSKaOBzzCBzDAdBgNVHQ4EFgQU9UFyvfmKldZcvriKOKHBHYAK\n"
    "hcMwDwYDVR0TAQH/BAUwAwEB/zAXBgNVHSABAf8EDTALMAkGB2eBEgECAQAwDgYD\n"
    "VR0PAQH/BAQDAgEGMA4GA1UdEQQHMAWIA4g3ATBhBgNVHR8EWjBYMCqgKKAmhiRo\n"
    "dHRwOi8vY2kudGVzdC5leGFtcGxlLmNvbS9DUkwtQS5jcmwwKqAooCaGJGh0dHA6\n"
    "Ly9jaS50ZXN0LmV4YW1wbGUuY29tL0NSTC1CLmNybDAKBggqhkjOPQQDAgNHADBE\n"
    "AiBSdWqvwgIKbOy/Ll88IIklEP8pdR0pi9OwFdlgWk/mfQIgV5goNuTSBd3S5sPB\n"
    "tFWTf2tuSTtgL9G2bDV0iak192s=\n"
    "-----END CERTIFICATE-----\n";
static const char test_server_pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIICgzCCAiigAwIBAgIBCTAKBggqhkjOPQQDAjBEMRAwDgYDVQQDDAdUZXN0IENJ\n"
    "MREwDwYDVQQLDAhURVNUQ0VSVDEQMA4GA1UECgwHUlNQVEVTVDELMAkGA1UEBhMC\n"
    "SVQwHhcNMjMwNjA5MTkwNDQyWhcNMjQwNzExMTkwNDQyWjAzMQ0wCwYDVQQKDARB\n"
    "Q01FMSIwIAYDVQQDDBl0ZXN0c21kcHBsdXMxLmV4YW1wbGUuY29tMFkwEwYHKoZI\n"
    "zj0CAQYIKoZIzj0DAQcDQgAEKCQwdc6O/R+uZ2g5QH2ybkzLQ3CUYhybOWEz8bJL\n"
    "tQG4/k6yTT4NOS8lP28blGJws8opLjTbb3qHs6X2rJRfCKOCARowggEWMA4GA1Ud\n"
    "DwEB/wQEAwIHgDAgBgNVHSUBAf8EFjAUBggrBgEFBQcDAQYIKwYBBQUHAwIwFAYD\n"
    "VR0gBA0wCzAJBgdngRIBAgEDMB0GA1UdDgQWBBQn/vHyKRh+x4Pt9uApZKRRjVfU\n"
    "qTAfBgNVHSMEGDAWgBT1QXK9+YqV1ly+uIo4ocEdgAqFwzApBgNVHREEIjAgghl0\n"
    "ZXN0c21kcHBsdXMxLmV4YW1wbGUuY29tiAOINwowYQYDVR0fBFowWDAqoCigJoYk\n"
    "aHR0cDovL2NpLnRlc3QuZXhhbXBsZS5jb20vQ1JMLUEuY3JsMCqgKKAmhiRodHRw\n"
    "Oi8vY2kudGVzdC5leGFtcGxlLmNvbS9DUkwtQi5jcmwwCgYIKoZIzj0EAwIDSQAw\n"
    "RgIhAMYj2oCxhmErKTLwD3NNMlmSKgPIEShxMyXyciG3eB4WAiEAraCppAmhuDnb\n"
    "Mu3/1kzH5LCzAQ+HEWWeLwXvQ3BLtgI=\n"
    "-----END CERTIFICATE-----\n";
static const char test_server_brainpool_pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIICgzCCAimgAwIBAgIBCTAKBggqhkjOPQQDAjBEMRAwDgYDVQQDDAdUZXN0IENJ\n"
    "MREwDwYDVQQLDAhURVNUQ0VSVDEQMA4GA1UECgwHUlNQVEVTVDELMAkGA1UEBhMC\n"
    "SVQwHhcNMjUwNjMwMTMxNDM4WhcNMjYwODAyMTMxNDM4WjAzMQ0wCwYDVQQKDARB\n"
    "Q01FMSIwIAYDVQQDDBl0ZXN0c21kcHBsdXMxLmV4YW1wbGUuY29tMFowFAYHKoZI\n"
    "zj0CAQYJKyQDAwIIAQEHA0IABEwizNgsjQIh+dhUO3LhB7zJ/ZBU1mx1wOt0p73n\n"
    "MOdhjvZbJwteguQ6eW+N7guvivvrilNiU3oC/WXHnkEZa7WjggEaMIIBFjAOBgNV\n"
    "HQ8BAf8EBAMCB4AwIAYDVR0lAQH/BBYwFAYIKwYBBQUHAwEGCCsGAQUFBwMCMBQG\n"
    "A1UdIAQNMAswCQYHZ4ESAQIBAzAdBgNVHQ4EFgQUPTMJg/OfzFvS5K1ophmnR0iu\n"
    "i50wHwYDVR0jBBgwFoAUwLxwujaSnUO0Z/9XVwUw5Xq4/NgwKQYDVR0RBCIwIIIZ\n"
    "dGVzdHNtZHBwbHVzMS5leGFtcGxlLmNvbYgDiDcKMGEGA1UdHwRaMFgwKqAooCaG\n"
    "JGh0dHA6Ly9jaS50ZXN0LmV4YW1wbGUuY29tL0NSTC1BLmNybDAqoCigJoYkaHR0\n"
    "cDovL2NpLnRlc3QuZXhhbXBsZS5jb20vQ1JMLUIuY3JsMAoGCCqGSM49BAMCA0gA\n"
    "MEUCIQCfaGcMk+kuSJsbIyRPWttwWNftwQdHCQuu346PaiA2FAIgUrqhPw2um9gV\n"
    "C+eWHaXio7WQh5L6VgLZzNifTQcldD4=\n"
    "-----END CERTIFICATE-----\n";

/* A network of its own for each test. */
typedef struct
{
  LpaTrust *trust;
  LpaTestIdentity *root;
  GPtrArray *card_keys;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->trust = lpa_trust_new ();
  self->root = lpa_test_pki_root ("Test Root");
  self->card_keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->trust);
  lpa_test_identity_free (self->root);
  g_ptr_array_unref (self->card_keys);
}

static void
card_names_root (Fixture *self)
{
  g_ptr_array_add (self->card_keys, lpa_test_identity_get_key_id (self->root));
}

static void
add_root (Fixture *self)
{
  g_autofree char *path = lpa_test_identity_save (self->root);
  g_autoptr (GError) error = NULL;

  g_assert_true (lpa_trust_add_issuers (self->trust, path, &error));
  g_assert_no_error (error);
  g_remove (path);
}

static LpaTestIdentity *
issue_server (const LpaTestIdentity *issuer)
{
  const LpaTestCertificate wanted = { .name = HOST,
                                      .alternative_names = "DNS:" HOST,
                                      .from = -1,
                                      .to = 1 };

  return lpa_test_pki_issue (issuer, &wanted);
}

static LpaTrustVerdict *
judge (Fixture *self, GTlsCertificate *chain, GTlsCertificateFlags flaws, GError **error)
{
  return lpa_trust_verify (self->trust, chain, flaws, HOST ":8443", self->card_keys, error);
}

static void
assert_accepted (Fixture *self, GTlsCertificate *chain, LpaTrustKind kind, const char *issuer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaTrustVerdict) verdict = judge (self, chain, G_TLS_CERTIFICATE_UNKNOWN_CA, &error);
  g_autoptr (LpaTrustVerdict) copy = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (verdict);
  copy = lpa_trust_verdict_copy (verdict);
  g_assert_cmpint (copy->kind, ==, kind);
  g_assert_cmpstr (copy->issuer, ==, issuer);
}

static char *
assert_refused (Fixture *self, GTlsCertificate *chain, LpaTrustError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (judge (self, chain, G_TLS_CERTIFICATE_UNKNOWN_CA, &error));
  g_assert_error (error, LPA_TRUST_ERROR, (int) code);
  return g_strdup (error->message);
}

/* @above is presented above @below. */
static GTlsCertificate *
chain_of (const LpaTestIdentity *below, const LpaTestIdentity *above)
{
  g_autoptr (GTlsCertificate) top = above ? lpa_test_identity_to_chain (above, NULL) : NULL;

  return lpa_test_identity_to_chain (below, top);
}

static void
test_card_issuer (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaTestIdentity) server = issue_server (self->root);
  g_autoptr (GTlsCertificate) chain = chain_of (server, self->root);
  g_autoptr (GTlsCertificate) alone = chain_of (server, NULL);

  g_free (assert_refused (self, chain, LPA_TRUST_ERROR_UNKNOWN_ISSUER));
  card_names_root (self);
  assert_accepted (self, chain, LPA_TRUST_KIND_CARD_ISSUER, "Test Root");
  /* a key identifier alone verifies nothing */
  g_free (assert_refused (self, alone, LPA_TRUST_ERROR_UNKNOWN_ISSUER));
}

/* A root of the same name with another key is another issuer. */
static void
test_impostor_root (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaTestIdentity) impostor = lpa_test_pki_root ("Test Root");
  g_autoptr (LpaTestIdentity) server = issue_server (impostor);
  g_autoptr (GTlsCertificate) with_own = chain_of (server, impostor);
  g_autoptr (GTlsCertificate) with_real = chain_of (server, self->root);

  card_names_root (self);
  g_free (assert_refused (self, with_own, LPA_TRUST_ERROR_UNKNOWN_ISSUER));
  g_free (assert_refused (self, with_real, LPA_TRUST_ERROR_BAD_SIGNATURE));
  add_root (self);
  g_free (assert_refused (self, with_real, LPA_TRUST_ERROR_BAD_SIGNATURE));
}

static void
test_added_issuer (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaTestIdentity) server = issue_server (self->root);
  g_autoptr (GTlsCertificate) alone = chain_of (server, NULL);
  g_autoptr (GTlsCertificate) chain = chain_of (server, self->root);

  g_free (assert_refused (self, alone, LPA_TRUST_ERROR_UNKNOWN_ISSUER));
  add_root (self);
  assert_accepted (self, alone, LPA_TRUST_KIND_ADDED, "Test Root");
  assert_accepted (self, chain, LPA_TRUST_KIND_ADDED, "Test Root");
  g_assert_cmpuint (lpa_trust_get_added_issuers (self->trust)->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (lpa_trust_get_added_issuers (self->trust), 0), ==,
                   "Test Root");
}

static void
test_intermediate (Fixture *self, gconstpointer data)
{
  const LpaTestCertificate sub = { .name = "Sub", .from = -1, .to = 1, .is_issuer = TRUE };
  const LpaTestCertificate old_sub = { .name = "Old Sub", .from = -9, .to = -1, .is_issuer = TRUE };
  const LpaTestCertificate no_issuer = { .name = "No Issuer", .from = -1, .to = 1 };
  g_autoptr (LpaTestIdentity) good = lpa_test_pki_issue (self->root, &sub);
  g_autoptr (LpaTestIdentity) old = lpa_test_pki_issue (self->root, &old_sub);
  g_autoptr (LpaTestIdentity) leaf = lpa_test_pki_issue (self->root, &no_issuer);
  g_autoptr (LpaTestIdentity) under_good = issue_server (good);
  g_autoptr (LpaTestIdentity) under_old = issue_server (old);
  g_autoptr (LpaTestIdentity) under_leaf = issue_server (leaf);
  g_autoptr (GTlsCertificate) good_chain = chain_of (under_good, good);
  g_autoptr (GTlsCertificate) bare_chain = chain_of (under_good, NULL);
  g_autoptr (GTlsCertificate) old_chain = chain_of (under_old, old);
  g_autoptr (GTlsCertificate) leaf_chain = chain_of (under_leaf, leaf);
  g_autoptr (GTlsCertificate) swapped = chain_of (under_good, old);

  add_root (self);
  assert_accepted (self, good_chain, LPA_TRUST_KIND_ADDED, "Test Root");
  g_free (assert_refused (self, bare_chain, LPA_TRUST_ERROR_UNKNOWN_ISSUER));
  g_free (assert_refused (self, old_chain, LPA_TRUST_ERROR_EXPIRED));
  g_free (assert_refused (self, leaf_chain, LPA_TRUST_ERROR_WRONG_PURPOSE));
  g_free (assert_refused (self, swapped, LPA_TRUST_ERROR_BAD_SIGNATURE));
}

typedef struct
{
  LpaTestCertificate wanted;
  LpaTrustError code;
  const char *told;
} Flawed;

static void
test_flawed_server (Fixture *self, gconstpointer data)
{
  static const Flawed flawed[] = {
    { { .name = "x", .alternative_names = "DNS:" HOST, .from = -9, .to = -1 },
      LPA_TRUST_ERROR_EXPIRED,
      "*expired on 20*-*-*" },
    { { .name = "x", .alternative_names = "DNS:" HOST, .from = 1, .to = 9 },
      LPA_TRUST_ERROR_NOT_YET_VALID,
      "*not valid before 20*-*-*" },
    { { .name = "x",
        .alternative_names = "DNS:a.example.com,DNS:b.example.com",
        .from = -1,
        .to = 1 },
      LPA_TRUST_ERROR_WRONG_HOST,
      "*not for smdp.example.com but for: a.example.com, b.example.com" },
    /* a common name is no host name */
    { { .name = HOST, .from = -1, .to = 1 }, LPA_TRUST_ERROR_WRONG_HOST, "*no name at all" },
    { { .name = "x", .alternative_names = "DNS:*.com", .from = -1, .to = 1 },
      LPA_TRUST_ERROR_WRONG_HOST,
      NULL },
    { { .name = "x", .alternative_names = "DNS:sm*.example.com", .from = -1, .to = 1 },
      LPA_TRUST_ERROR_WRONG_HOST,
      NULL },
    { { .name = "x",
        .alternative_names = "DNS:" HOST,
        .from = -1,
        .to = 1,
        .extended_key_usage = "critical,clientAuth" },
      LPA_TRUST_ERROR_WRONG_PURPOSE,
      NULL },
    { { .name = "x", .alternative_names = "DNS:" HOST, .from = -1, .to = 1, .is_issuer = TRUE },
      LPA_TRUST_ERROR_WRONG_PURPOSE,
      NULL },
  };

  add_root (self);
  for (gsize i = 0; i < G_N_ELEMENTS (flawed); i++)
    {
      g_autoptr (LpaTestIdentity) server = lpa_test_pki_issue (self->root, &flawed[i].wanted);
      g_autoptr (GTlsCertificate) chain = chain_of (server, NULL);
      g_autofree char *message = assert_refused (self, chain, flawed[i].code);

      g_test_message ("%s", message);
      g_assert_true (!flawed[i].told || g_pattern_match_simple (flawed[i].told, message));
    }
}

static void
test_hosts (Fixture *self, gconstpointer data)
{
  const LpaTestCertificate wanted = { .name = "x",
                                      .alternative_names = "DNS:*.example.com,IP:127.0.0.1,IP:::1",
                                      .from = -1,
                                      .to = 1 };
  static const char *const good[] = { "smdp.example.com", "SMDP.example.com:443", "127.0.0.1",
                                      "127.0.0.1:8443", "[::1]:8443" };
  static const char *const bad[] = { "example.com", "a.b.example.com", "127.0.0.2", "[::2]" };
  g_autoptr (LpaTestIdentity) server = lpa_test_pki_issue (self->root, &wanted);
  g_autoptr (GTlsCertificate) chain = chain_of (server, NULL);

  add_root (self);
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (LpaTrustVerdict) verdict =
          lpa_trust_verify (self->trust, chain, 0, good[i], NULL, NULL);

      g_test_message ("%s", good[i]);
      g_assert_nonnull (verdict);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      /* not even the system's blessing helps */
      g_assert_null (lpa_trust_verify (self->trust, chain, 0, bad[i], NULL, &error));
      g_assert_error (error, LPA_TRUST_ERROR, LPA_TRUST_ERROR_WRONG_HOST);
    }
}

static void
test_self_signed (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaTestIdentity) server = issue_server (NULL);
  g_autoptr (GTlsCertificate) chain = chain_of (server, NULL);

  g_free (assert_refused (self, chain, LPA_TRUST_ERROR_SELF_SIGNED));
}

static void
test_bad_signature (Fixture *self, gconstpointer data)
{
  const LpaTestCertificate wanted = { .name = HOST,
                                      .alternative_names = "DNS:" HOST,
                                      .from = -1,
                                      .to = 1 };
  g_autoptr (LpaTestIdentity) server = lpa_test_pki_forge (self->root, &wanted);
  g_autoptr (GTlsCertificate) chain = chain_of (server, NULL);
  g_autoptr (GTlsCertificate) with_root = chain_of (server, self->root);

  add_root (self);
  card_names_root (self);
  g_free (assert_refused (self, chain, LPA_TRUST_ERROR_BAD_SIGNATURE));
  g_free (assert_refused (self, with_root, LPA_TRUST_ERROR_BAD_SIGNATURE));
}

/* A test issuer is refused even when the card names it; added by hand it is as good as any. */
static void
test_test_issuer (Fixture *self, gconstpointer data)
{
  const char *const servers[] = { test_server_pem, test_server_brainpool_pem };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GTlsCertificate) server = NULL;

  g_ptr_array_add (self->card_keys, lpa_hex_decode ("F54172BDF98A95D65CBEB88A38A1C11D800A85C3"));
  g_ptr_array_add (self->card_keys, lpa_hex_decode ("C0BC70BA36929D43B467FF57570530E57AB8FCD8"));
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autoptr (GTlsCertificate) chain = g_tls_certificate_new_from_pem (servers[i], -1, &error);
      g_autoptr (GError) refusal = NULL;

      g_assert_no_error (error);
      g_assert_null (lpa_trust_verify (self->trust, chain, 0, "testsmdpplus1.example.com",
                                       self->card_keys, &refusal));
      g_assert_error (refusal, LPA_TRUST_ERROR, LPA_TRUST_ERROR_TEST_ISSUER);
    }

  g_close (g_file_open_tmp ("issuer-XXXXXX.pem", &path, NULL), NULL);
  g_assert_true (g_file_set_contents (path, test_issuer_pem, -1, NULL));
  g_assert_true (lpa_trust_add_issuers (self->trust, path, NULL));
  g_remove (path);
  server = g_tls_certificate_new_from_pem (test_server_pem, -1, NULL);
  /*
   * its critical usages and policies are no obstacle; this server's time is over, and that is
   * all
   */
  g_assert_null (
      lpa_trust_verify (self->trust, server, 0, "testsmdpplus1.example.com", NULL, &error));
  g_assert_error (error, LPA_TRUST_ERROR, LPA_TRUST_ERROR_EXPIRED);
  g_assert_nonnull (strstr (error->message, "2024-07-11"));
}

/* What the system's own store says counts only while issuers of the web are allowed. */
static void
test_web (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaTestIdentity) server = issue_server (self->root);
  g_autoptr (GTlsCertificate) chain = chain_of (server, self->root);
  g_autoptr (GError) off = NULL;
  g_autoptr (GError) expired = NULL;
  g_autoptr (LpaTrustVerdict) verdict = judge (self, chain, 0, NULL);

  g_assert_true (lpa_trust_get_web_allowed (self->trust));
  g_assert_nonnull (verdict);
  g_assert_cmpint (verdict->kind, ==, LPA_TRUST_KIND_WEB);
  g_assert_cmpstr (verdict->issuer, ==, "Test Root");
  g_assert_null (judge (self, chain, G_TLS_CERTIFICATE_EXPIRED, &expired));
  g_assert_error (expired, LPA_TRUST_ERROR, LPA_TRUST_ERROR_EXPIRED);

  lpa_trust_set_web_allowed (self->trust, FALSE);
  g_assert_null (judge (self, chain, 0, &off));
  g_assert_error (off, LPA_TRUST_ERROR, LPA_TRUST_ERROR_UNKNOWN_ISSUER);
}

static void
test_no_certificate (Fixture *self, gconstpointer data)
{
  g_free (assert_refused (self, NULL, LPA_TRUST_ERROR_NO_CERTIFICATE));
}

static void
test_issuer_files (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaTestIdentity) server = issue_server (self->root);
  g_autofree char *not_issuer = lpa_test_identity_save (server);
  g_autofree char *no_pem = lpa_test_identity_save (server);
  const char *paths[] = { "/nonexistent/issuer.pem", not_issuer, no_pem };

  g_assert_true (g_file_set_contents (no_pem, "no certificate", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (lpa_trust_add_issuers (self->trust, paths[i], &error));
      g_assert_error (error, LPA_TRUST_ERROR, LPA_TRUST_ERROR_ISSUER_FILE);
    }
  g_assert_cmpuint (lpa_trust_get_added_issuers (self->trust)->len, ==, 0);
  g_remove (not_issuer);
  g_remove (no_pem);
}

/* Every key in the table is a point on its curve and has the identifier that it says it has. */
static void
test_anchors (void)
{
  gsize count;
  const LpaTrustAnchor *anchors = lpa_trust_anchors_get (&count);
  guint tests = 0;

  g_assert_cmpuint (count, ==, 14);
  for (gsize i = 0; i < count; i++)
    {
      g_autoptr (GBytes) point = lpa_hex_decode (anchors[i].point);
      g_autoptr (GBytes) key_id = lpa_hex_decode (anchors[i].key_id);
      g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, point);
      g_autofree char *upper = g_ascii_strup (digest, -1);
      EVP_PKEY *key = lpa_trust_anchor_load_key (&anchors[i]);

      g_test_message ("%s", anchors[i].name);
      g_assert_cmpstr (upper, ==, anchors[i].key_id);
      g_assert_nonnull (key);
      g_assert_true (lpa_trust_issuer_is_test (key_id) == anchors[i].is_test);
      g_assert_true (lpa_trust_issuer_is_production (key_id) != anchors[i].is_test);
      tests += anchors[i].is_test;
      EVP_PKEY_free (key);
    }
  g_assert_cmpuint (tests, ==, 6);
}

static void
test_names (void)
{
  static const char *const names[][2] = {
    { "81370F5125D0B1D408D4C3B232E6D25E795BEBFB", "GSM Association RSP2 Root CI1" },
    { "1480300000000000000000000000000000000000", "Taier eSIM Root CA" },
    { "0B13590000000000000000000000000000000000", "0B1359" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) key_id = lpa_hex_decode (names[i][0]);
      g_autofree char *name = lpa_trust_issuer_name (key_id);

      g_assert_cmpstr (name, ==, names[i][1]);
    }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/trust/card-issuer", test_card_issuer);
  ADD ("/trust/impostor-root", test_impostor_root);
  ADD ("/trust/added-issuer", test_added_issuer);
  ADD ("/trust/intermediate", test_intermediate);
  ADD ("/trust/flawed-server", test_flawed_server);
  ADD ("/trust/hosts", test_hosts);
  ADD ("/trust/self-signed", test_self_signed);
  ADD ("/trust/bad-signature", test_bad_signature);
  ADD ("/trust/test-issuer", test_test_issuer);
  ADD ("/trust/web", test_web);
  ADD ("/trust/no-certificate", test_no_certificate);
  ADD ("/trust/issuer-files", test_issuer_files);
  g_test_add_func ("/trust/anchors", test_anchors);
  g_test_add_func ("/trust/names", test_names);

  return g_test_run ();
}
