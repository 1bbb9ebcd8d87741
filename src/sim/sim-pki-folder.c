/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-pki.h"

#include "sim/sim-certificate.h"
#include "sim/sim-crypto.h"
#include "sim/sim-openssl.h"
#include "sim/sim-pki-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

static X509 *
parse_certificate (const char *data, gsize length)
{
  g_autoptr (BIO) bio = length > G_MAXINT ? NULL : BIO_new_mem_buf (data, (int) length);
  X509 *certificate = bio == NULL ? NULL : PEM_read_bio_X509 (bio, NULL, NULL, NULL);

  if (certificate == NULL)
    certificate = sim_certificate_parse ((const guint8 *) data, length);
  ERR_clear_error ();

  return certificate;
}

/* Reads SEC1 ("EC PRIVATE KEY", with or without a block of parameters before it) and PKCS #8 alike.
 */
static EVP_PKEY *
parse_key (const char *data, gsize length)
{
  g_autoptr (BIO) bio = length > G_MAXINT ? NULL : BIO_new_mem_buf (data, (int) length);
  EVP_PKEY *key = bio == NULL ? NULL : PEM_read_bio_PrivateKey (bio, NULL, NULL, (void *) "");

  ERR_clear_error ();
  return key;
}

static char *
role_file (const char *dir, SimPkiRole role, const char *suffix)
{
  g_autofree char *name = g_strconcat (sim_pki_role_get_name (role), suffix, NULL);

  return g_build_filename (dir, name, NULL);
}

/* The issuers' keys need not be there: published test sets do not always have them. */
static gboolean
load_key (const char *dir, SimPkiRole role, X509 *certificate, EVP_PKEY **key, GError **error)
{
  g_autofree char *path = role_file (dir, role, ".key");
  g_autofree char *data = NULL;
  gsize length;

  if (role <= SIM_PKI_EUM && !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_get_contents (path, &data, &length, error))
    return FALSE;

  *key = parse_key (data, length);
  OPENSSL_cleanse (data, length);
  if (*key != NULL && EVP_PKEY_get_bits (*key) == 256 &&
      X509_check_private_key (certificate, *key) == 1)
    return TRUE;

  g_clear_pointer (key, EVP_PKEY_free);
  sim_pki_fail (error, SIM_PKI_ERROR_KEY, "Not the private key that belongs to the certificate");
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}

static gboolean
load_role (SimPki *self, const char *dir, SimPkiRole role, GError **error)
{
  g_autofree char *path = role_file (dir, role, ".pem");
  g_autofree char *data = NULL;
  g_autoptr (X509) certificate = NULL;
  EVP_PKEY *key = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, error))
    return FALSE;

  certificate = parse_certificate (data, length);
  if (certificate == NULL)
    {
      g_set_error (error, SIM_PKI_ERROR, SIM_PKI_ERROR_CERTIFICATE, "%s holds no certificate",
                   path);
      return FALSE;
    }
  if (!load_key (dir, role, certificate, &key, error))
    return FALSE;

  sim_pki_put (self, role, g_steal_pointer (&certificate), key);
  return TRUE;
}

static gboolean
check_loaded (SimPki *self, const char *dir, GError **error)
{
  X509 **certificates = self->certificates;

  for (int role = 0; role < SIM_PKI_N_ROLES; role++)
    {
      SimPkiRole signer = role == SIM_PKI_EUICC ? SIM_PKI_EUM : SIM_PKI_CI;

      if (sim_certificate_is_issued_by (certificates[role], certificates[signer]))
        continue;
      g_set_error (error, SIM_PKI_ERROR, SIM_PKI_ERROR_CERTIFICATE,
                   "%s/%s.pem is not issued by %s.pem", dir,
                   sim_pki_role_get_name ((SimPkiRole) role), sim_pki_role_get_name (signer));
      return FALSE;
    }

  return TRUE;
}

/**
 * sim_pki_load:
 * @dir: a folder with NAME.pem and NAME.key for each role; certificates as PEM or DER, keys as SEC1
 * or PKCS #8 PEM
 * @error: return location for an error of %SIM_PKI_ERROR or %G_FILE_ERROR
 *
 * Loads a folder made by sim_pki_generate(), or the test set of SGP.26 under these names. The EID
 * is taken from the eUICC's certificate.
 *
 * Returns: (transfer full) (nullable): the test network
 */
SimPki *
sim_pki_load (const char *dir, GError **error)
{
  g_autoptr (SimPki) self = g_object_new (SIM_TYPE_PKI, NULL);

  for (int role = 0; role < SIM_PKI_N_ROLES; role++)
    if (!load_role (self, dir, (SimPkiRole) role, error))
      return NULL;

  if (!check_loaded (self, dir, error) || !sim_pki_complete (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * sim_pki_load_for:
 * @dir: as for sim_pki_load()
 * @eid: (nullable): the EID of the card, or %NULL for the one of the folder
 * @error: return location for an error of %SIM_PKI_ERROR, %SIM_CRYPTO_ERROR or %G_FILE_ERROR
 *
 * Returns: (transfer full) (nullable): the test network, with another card if need be
 */
SimPki *
sim_pki_load_for (const char *dir, const char *eid, GError **error)
{
  g_autoptr (SimPki) pki = sim_pki_load (dir, error);

  if (pki == NULL || eid == NULL || g_str_equal (eid, sim_pki_get_eid (pki)))
    return g_steal_pointer (&pki);

  return sim_pki_derive (pki, eid, error);
}

static gboolean
save_role (SimPki *self, const char *dir, SimPkiRole role, GError **error)
{
  g_autofree char *certificate_path = role_file (dir, role, ".pem");
  g_autofree char *key_path = role_file (dir, role, ".key");
  g_autofree char *certificate = sim_certificate_dup_pem (self->certificates[role]);
  g_autofree char *key =
      self->keys[role] == NULL ? NULL : sim_crypto_dup_key_pem (self->keys[role]);

  return g_file_set_contents_full (certificate_path, certificate, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0644, error) &&
         (key == NULL || g_file_set_contents_full (key_path, key, -1,
                                                   G_FILE_SET_CONTENTS_CONSISTENT, 0600, error));
}

/**
 * sim_pki_save:
 * @self: a test network
 * @dir: the folder; made when it is not there
 * @error: return location for an error of %G_FILE_ERROR
 *
 * Writes all certificates and keys; the keys can be read by their owner alone.
 *
 * Returns: whether everything was written
 */
gboolean
sim_pki_save (SimPki *self, const char *dir, GError **error)
{
  if (g_mkdir_with_parents (dir, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno),
                   "The folder %s cannot be made: %s", dir, g_strerror (errno));
      return FALSE;
    }

  for (int role = 0; role < SIM_PKI_N_ROLES; role++)
    if (!save_role (self, dir, (SimPkiRole) role, error))
      return FALSE;

  return TRUE;
}

/**
 * sim_pki_generate:
 * @dir: the folder; made when it is not there
 * @eid: (nullable): the EID of the card, or %NULL for %SIM_PKI_DEFAULT_EID
 * @error: return location for an error of %SIM_PKI_ERROR, %SIM_CRYPTO_ERROR or %G_FILE_ERROR
 *
 * Makes a fresh test network and writes it.
 *
 * Returns: whether everything was written
 */
gboolean
sim_pki_generate (const char *dir, const char *eid, GError **error)
{
  g_autoptr (SimPki) self = sim_pki_new (eid, error);

  return self != NULL && sim_pki_save (self, dir, error);
}
