/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-certificate.h"
#include "sim/sim-crypto.h"
#include "sim/sim-pki.h"

#include <glib/gstdio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

static char *
make_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *dir = g_dir_make_tmp ("tern-sim-pki-XXXXXX", &error);

  g_assert_no_error (error);
  return dir;
}

static void
remove_dir (const char *dir)
{
  g_autoptr (GDir) open = g_dir_open (dir, 0, NULL);

  for (const char *name; (name = g_dir_read_name (open)) != NULL;)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

static void
test_eid (void)
{
  g_autofree char *completed = sim_pki_complete_eid ("890440459300000000000012345678");
  static const char *const bad[] = { "", "89044045930000000000001234567854",
                                     "8904404593000000000000123456785",
                                     "8904404593000000000000123456785A" };

  g_assert_cmpstr (completed, ==, SIM_PKI_DEFAULT_EID);
  g_assert_true (sim_pki_check_eid (SIM_PKI_DEFAULT_EID, NULL));
  /* the example of SGP.02 and the one every test card of SGP.26 has */
  g_assert_true (sim_pki_check_eid ("89049032123451234512345678901235", NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sim_pki_check_eid (bad[i], &error));
      g_assert_error (error, SIM_PKI_ERROR, SIM_PKI_ERROR_EID);
    }
}

/* The chains, as libcrypto's own verifier sees them. */
static void
assert_verifies (SimPki *pki, SimPkiRole role, int purpose)
{
  X509_STORE *store = X509_STORE_new ();
  X509_STORE_CTX *context = X509_STORE_CTX_new ();

  g_assert_true (X509_STORE_add_cert (store, sim_pki_get_certificate (pki, SIM_PKI_CI)));
  X509_STORE_set_flags (store, X509_V_FLAG_X509_STRICT);
  g_assert_true (X509_STORE_CTX_init (context, store, sim_pki_get_certificate (pki, role), NULL));
  if (purpose != 0)
    g_assert_true (X509_STORE_CTX_set_purpose (context, purpose));
  g_assert_true (X509_verify_cert (context));
  g_assert_cmpint (X509_STORE_CTX_get_error (context), ==, X509_V_OK);

  X509_STORE_CTX_free (context);
  X509_STORE_free (store);
}

static void
test_chains (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimPki) pki = sim_pki_new (NULL, &error);
  X509 *tls;

  g_assert_no_error (error);
  assert_verifies (pki, SIM_PKI_EUM, 0);
  assert_verifies (pki, SIM_PKI_DPAUTH, 0);
  assert_verifies (pki, SIM_PKI_DPPB, 0);
  assert_verifies (pki, SIM_PKI_DPTLS, X509_PURPOSE_SSL_SERVER);

  tls = sim_pki_get_certificate (pki, SIM_PKI_DPTLS);
  g_assert_cmpint (X509_check_host (tls, "localhost", 0, 0, NULL), ==, 1);
  g_assert_cmpint (X509_check_host (tls, SIM_PKI_TEST_HOST, 0, 0, NULL), ==, 1);
  g_assert_cmpint (X509_check_host (tls, "other.example.com", 0, 0, NULL), ==, 0);
  g_assert_cmpint (X509_check_ip_asc (tls, "127.0.0.1", 0), ==, 1);
}

static void
test_roles (void)
{
  g_autoptr (SimPki) pki = sim_pki_new (NULL, NULL);
  g_autoptr (SimPki) foreign = sim_pki_new (NULL, NULL);
  static const int critical[] = { NID_key_usage, NID_certificate_policies };
  g_autofree char *oid = NULL;

  for (int role = 0; role < SIM_PKI_N_ROLES; role++)
    for (gsize i = 0; i < G_N_ELEMENTS (critical); i++)
      {
        X509 *certificate = sim_pki_get_certificate (pki, (SimPkiRole) role);
        int index = X509_get_ext_by_NID (certificate, critical[i], -1);

        g_assert_cmpint (index, >=, 0);
        g_assert_true (X509_EXTENSION_get_critical (X509_get_ext (certificate, index)));
      }

  g_assert_true (
      sim_pki_verify_server (pki, sim_pki_get_certificate (pki, SIM_PKI_DPAUTH), SIM_ROLE_DP_AUTH));
  g_assert_false (
      sim_pki_verify_server (pki, sim_pki_get_certificate (pki, SIM_PKI_DPAUTH), SIM_ROLE_DP_PB));
  g_assert_false (sim_pki_verify_server (foreign, sim_pki_get_certificate (pki, SIM_PKI_DPAUTH),
                                         SIM_ROLE_DP_AUTH));
  g_assert_true (sim_pki_verify_euicc (pki, sim_pki_get_certificate (pki, SIM_PKI_EUICC),
                                       sim_pki_get_certificate (pki, SIM_PKI_EUM)));
  g_assert_false (sim_pki_verify_euicc (pki, sim_pki_get_certificate (pki, SIM_PKI_EUICC),
                                        sim_pki_get_certificate (foreign, SIM_PKI_EUM)));
  g_assert_false (sim_pki_verify_euicc (foreign, sim_pki_get_certificate (pki, SIM_PKI_EUICC),
                                        sim_pki_get_certificate (pki, SIM_PKI_EUM)));

  oid = sim_certificate_dup_registered_id_text (sim_pki_get_certificate (pki, SIM_PKI_DPPB));
  g_assert_cmpstr (oid, ==, "2.999.10");
  g_assert_cmpuint (g_bytes_get_size (sim_pki_get_ci_id (pki)), ==, 20);
}

static void
test_save_and_load (void)
{
  g_autofree char *dir = make_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SimPki) pki = NULL;
  g_autofree char *key_path = g_build_filename (dir, "euicc.key", NULL);
  g_autofree char *eum_path = g_build_filename (dir, "eum.key", NULL);
  GStatBuf info;

  g_assert_true (sim_pki_generate (dir, "89049032123451234512345678901235", &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (key_path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  g_assert_cmpint (g_unlink (eum_path), ==, 0);
  pki = sim_pki_load (dir, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sim_pki_get_eid (pki), ==, "89049032123451234512345678901235");
  g_assert_nonnull (sim_pki_get_key (pki, SIM_PKI_CI));
  g_assert_null (sim_pki_get_key (pki, SIM_PKI_EUM));
  g_assert_null (sim_pki_derive (pki, SIM_PKI_DEFAULT_EID, &error));
  g_assert_error (error, SIM_PKI_ERROR, SIM_PKI_ERROR_KEY);

  remove_dir (dir);
}

static void
write_foreign (const char *dir, SimPki *pki, SimPkiRole role)
{
  g_autofree char *pem = g_strdup_printf ("%s/%s.pem", dir, sim_pki_role_get_name (role));
  g_autofree char *key = g_strdup_printf ("%s/%s.key", dir, sim_pki_role_get_name (role));
  GBytes *der = sim_pki_get_der (pki, role);
  BIO *bio = BIO_new_file (key, "w");

  /* as `openssl ecparam -genkey` writes it: the parameters, then the key in the old form */
  g_assert_true (
      BIO_puts (bio,
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n") >
      0);
  g_assert_true (PEM_write_bio_PrivateKey_traditional (bio, sim_pki_get_key (pki, role), NULL, NULL,
                                                       0, NULL, NULL));
  BIO_free (bio);
  g_assert_true (g_file_set_contents (pem, g_bytes_get_data (der, NULL),
                                      (gssize) g_bytes_get_size (der), NULL));
}

/* DER under the name .pem and SEC1 keys, as the test set of SGP.26 comes. */
static void
test_load_foreign (void)
{
  g_autofree char *dir = make_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SimPki) pki = sim_pki_new (NULL, NULL);
  g_autoptr (SimPki) loaded = NULL;

  for (int role = 0; role < SIM_PKI_N_ROLES; role++)
    write_foreign (dir, pki, (SimPkiRole) role);
  loaded = sim_pki_load (dir, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sim_pki_get_eid (loaded), ==, SIM_PKI_DEFAULT_EID);
  g_assert_true (g_bytes_equal (sim_pki_get_ci_id (loaded), sim_pki_get_ci_id (pki)));

  remove_dir (dir);
}

typedef struct
{
  const char *name;
  const char *content;
  GQuark domain;
  int code;
} Damage;

static void
test_load_refusals (void)
{
  g_autoptr (SimPki) other = sim_pki_new (NULL, NULL);
  g_autofree char *foreign = sim_pki_dup_pem (other, SIM_PKI_DPPB);
  const Damage damages[] = {
    { "ci.pem", "no certificate", SIM_PKI_ERROR, SIM_PKI_ERROR_CERTIFICATE },
    { "dpauth.key", "no key", SIM_PKI_ERROR, SIM_PKI_ERROR_KEY },
    { "dppb.pem", foreign, SIM_PKI_ERROR, SIM_PKI_ERROR_KEY },
    { "euicc.key", NULL, G_FILE_ERROR, G_FILE_ERROR_NOENT },
    { "eum.pem", NULL, G_FILE_ERROR, G_FILE_ERROR_NOENT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *dir = make_dir ();
      g_autofree char *path = g_build_filename (dir, damages[i].name, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (sim_pki_generate (dir, NULL, NULL));
      if (damages[i].content != NULL)
        g_assert_true (g_file_set_contents (path, damages[i].content, -1, NULL));
      else
        g_assert_cmpint (g_unlink (path), ==, 0);
      g_assert_null (sim_pki_load (dir, &error));
      g_assert_error (error, damages[i].domain, damages[i].code);
      remove_dir (dir);
    }
}

static void
test_derive (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimPki) pki = sim_pki_new (NULL, NULL);
  g_autofree char *same_maker = sim_pki_complete_eid ("890440459300000000000087654321");
  g_autofree char *other_maker = sim_pki_complete_eid ("890490321234512345123456789012");
  g_autoptr (SimPki) second = sim_pki_derive (pki, same_maker, &error);
  g_autoptr (SimPki) strange = sim_pki_derive (pki, other_maker, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sim_pki_get_eid (second), ==, same_maker);
  g_assert_true (sim_pki_verify_euicc (pki, sim_pki_get_certificate (second, SIM_PKI_EUICC),
                                       sim_pki_get_certificate (second, SIM_PKI_EUM)));
  /* issued by the maker, but outside its range */
  g_assert_true (sim_certificate_is_issued_by (sim_pki_get_certificate (strange, SIM_PKI_EUICC),
                                               sim_pki_get_certificate (strange, SIM_PKI_EUM)));
  g_assert_false (sim_pki_verify_euicc (pki, sim_pki_get_certificate (strange, SIM_PKI_EUICC),
                                        sim_pki_get_certificate (strange, SIM_PKI_EUM)));
}

/* What GIO says of each flaw, asked as a client would that trusts the issuer. */
static void
test_tls_flaws (void)
{
  static const struct
  {
    const char *nick;
    GTlsCertificateFlags expected;
  } flaws[] = {
    { "none", 0 },
    { "expired", G_TLS_CERTIFICATE_EXPIRED },
    { "not-yet-valid", G_TLS_CERTIFICATE_NOT_ACTIVATED },
    { "other-host", G_TLS_CERTIFICATE_BAD_IDENTITY },
    { "self-signed", G_TLS_CERTIFICATE_UNKNOWN_CA },
    { "other-issuer", G_TLS_CERTIFICATE_UNKNOWN_CA },
  };
  g_autoptr (SimPki) pki = sim_pki_new (NULL, NULL);
  g_autofree char *issuer_pem = sim_pki_dup_pem (pki, SIM_PKI_CI);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) issuer = g_tls_certificate_new_from_pem (issuer_pem, -1, &error);
  g_autoptr (GSocketConnectable) identity = g_network_address_new ("localhost", 443);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (flaws); i++)
    {
      g_autoptr (GTlsCertificate) certificate = NULL;
      SimTlsFlaw flaw;

      g_test_message ("%s", flaws[i].nick);
      g_assert_true (sim_tls_flaw_from_nick (flaws[i].nick, &flaw));
      certificate = sim_pki_issue_tls (pki, flaw, &error);
      g_assert_no_error (error);
      g_assert_cmphex (g_tls_certificate_verify (certificate, identity, issuer), ==,
                       flaws[i].expected);
    }
}

static void
test_wrong_usage (void)
{
  g_autoptr (SimPki) pki = sim_pki_new (NULL, NULL);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (GError) error = NULL;
  X509 *parsed;
  SimTlsFlaw flaw;

  g_assert_true (sim_tls_flaw_from_nick ("wrong-usage", &flaw));
  g_assert_false (sim_tls_flaw_from_nick ("unknown", &flaw));
  certificate = sim_pki_issue_tls (pki, SIM_TLS_FLAW_WRONG_USAGE, &error);
  g_assert_no_error (error);
  g_object_get (certificate, "certificate", &der, NULL);
  parsed = sim_certificate_parse (der->data, der->len);
  g_assert_nonnull (parsed);
  g_assert_cmpint (X509_check_purpose (parsed, X509_PURPOSE_SSL_SERVER, 0), ==, 0);
  g_assert_cmpint (X509_check_purpose (parsed, X509_PURPOSE_SSL_CLIENT, 0), ==, 1);
  X509_free (parsed);
}

static void
test_issue (void)
{
  g_autoptr (SimPki) pki = sim_pki_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  EVP_PKEY *key = sim_pki_get_key (pki, SIM_PKI_DPPB);
  X509 *variant = sim_pki_issue (pki, SIM_PKI_DPPB, key, SIM_ROLE_DS_AUTH, "2.999.11", &error);
  g_autofree char *oid = NULL;

  g_assert_no_error (error);
  oid = sim_certificate_dup_registered_id_text (variant);
  g_assert_cmpstr (oid, ==, "2.999.11");
  g_assert_true (sim_pki_verify_server (pki, variant, SIM_ROLE_DS_AUTH));
  g_assert_false (sim_pki_verify_server (pki, variant, SIM_ROLE_DP_PB));
  X509_free (variant);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sim/pki/eid", test_eid);
  g_test_add_func ("/sim/pki/chains", test_chains);
  g_test_add_func ("/sim/pki/roles", test_roles);
  g_test_add_func ("/sim/pki/save-and-load", test_save_and_load);
  g_test_add_func ("/sim/pki/load-foreign", test_load_foreign);
  g_test_add_func ("/sim/pki/load-refusals", test_load_refusals);
  g_test_add_func ("/sim/pki/derive", test_derive);
  g_test_add_func ("/sim/pki/tls-flaws", test_tls_flaws);
  g_test_add_func ("/sim/pki/wrong-usage", test_wrong_usage);
  g_test_add_func ("/sim/pki/issue", test_issue);

  return g_test_run ();
}
