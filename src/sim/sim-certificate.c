/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-certificate.h"

#include "sim/sim-openssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

/**
 * sim_certificate_parse:
 * @der: (array length=length): exactly one certificate
 * @length: size of @der in bytes
 *
 * Returns: (transfer full) (nullable): the certificate, or %NULL when it is none or something
 * follows it
 */
X509 *
sim_certificate_parse (const guint8 *der, gsize length)
{
  const guint8 *cursor = der;
  g_autoptr (X509) certificate = length > G_MAXINT ? NULL : d2i_X509 (NULL, &cursor, (long) length);

  ERR_clear_error ();
  if (certificate == NULL || cursor != der + length)
    return NULL;

  return g_steal_pointer (&certificate);
}

/**
 * sim_certificate_dup_der:
 * @certificate: a certificate
 *
 * Returns: (transfer full): its DER encoding
 */
GBytes *
sim_certificate_dup_der (X509 *certificate)
{
  guint8 *der = NULL;
  int length = i2d_X509 (certificate, &der);
  GBytes *bytes;

  if (length < 0)
    g_error ("A certificate cannot be encoded");
  bytes = g_bytes_new (der, (gsize) length);
  OPENSSL_free (der);

  return bytes;
}

/**
 * sim_certificate_dup_key_id:
 * @certificate: a certificate
 *
 * Returns: (transfer full) (nullable): its subject key identifier
 */
GBytes *
sim_certificate_dup_key_id (X509 *certificate)
{
  const ASN1_OCTET_STRING *id = X509_get0_subject_key_id (certificate);

  return id == NULL ? NULL
                    : g_bytes_new (ASN1_STRING_get0_data (id), (gsize) ASN1_STRING_length (id));
}

static ASN1_OBJECT *
dup_registered_id (X509 *certificate)
{
  g_autoptr (GENERAL_NAMES) names =
      X509_get_ext_d2i (certificate, NID_subject_alt_name, NULL, NULL);

  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);

      if (name->type == GEN_RID)
        return OBJ_dup (name->d.registeredID);
    }

  return NULL;
}

/**
 * sim_certificate_dup_registered_id:
 * @certificate: a certificate
 *
 * Returns: (transfer full) (nullable): the content bytes of the object identifier in its subject
 * alternative name
 */
GBytes *
sim_certificate_dup_registered_id (X509 *certificate)
{
  g_autoptr (ASN1_OBJECT) id = dup_registered_id (certificate);

  return id == NULL ? NULL : g_bytes_new (OBJ_get0_data (id), OBJ_length (id));
}

/**
 * sim_certificate_dup_registered_id_text:
 * @certificate: a certificate
 *
 * Returns: (transfer full) (nullable): the object identifier in its subject alternative name, in
 * dotted form
 */
char *
sim_certificate_dup_registered_id_text (X509 *certificate)
{
  g_autoptr (ASN1_OBJECT) id = dup_registered_id (certificate);
  char text[128];

  if (id == NULL || OBJ_obj2txt (text, sizeof text, id, 1) <= 0)
    return NULL;

  return g_strdup (text);
}

static char *
dup_name_entry (const X509_NAME *name, int nid)
{
  int index = X509_NAME_get_index_by_NID (name, nid, -1);
  const ASN1_STRING *value;

  if (index < 0)
    return NULL;

  value = X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, index));
  return g_strndup ((const char *) ASN1_STRING_get0_data (value),
                    (gsize) ASN1_STRING_length (value));
}

/**
 * sim_certificate_dup_serial_number:
 * @certificate: a certificate
 *
 * Returns: (transfer full) (nullable): the serialNumber in its subject, which is the EID in a
 * card's certificate
 */
char *
sim_certificate_dup_serial_number (X509 *certificate)
{
  return dup_name_entry (X509_get_subject_name (certificate), NID_serialNumber);
}

/**
 * sim_certificate_has_role:
 * @certificate: a certificate
 * @role: a policy in dotted form, for example %SIM_ROLE_DP_AUTH
 *
 * Returns: whether its certificate policies name @role
 */
gboolean
sim_certificate_has_role (X509 *certificate, const char *role)
{
  g_autoptr (CERTIFICATEPOLICIES) policies =
      X509_get_ext_d2i (certificate, NID_certificate_policies, NULL, NULL);
  g_autoptr (ASN1_OBJECT) wanted = OBJ_txt2obj (role, 1);

  for (int i = 0; i < sk_POLICYINFO_num (policies); i++)
    if (OBJ_cmp (sk_POLICYINFO_value (policies, i)->policyid, wanted) == 0)
      return TRUE;

  return FALSE;
}

/**
 * sim_certificate_is_issued_by:
 * @certificate: a certificate
 * @issuer: another, or the same
 *
 * Compares names and key identifiers, asks whether @issuer may sign certificates, and verifies the
 * signature. Dates are not looked at: a card has no clock.
 *
 * Returns: whether @issuer has issued @certificate
 */
gboolean
sim_certificate_is_issued_by (X509 *certificate, X509 *issuer)
{
  gboolean issued = X509_check_issued (issuer, certificate) == X509_V_OK &&
                    X509_check_ca (issuer) > 0 &&
                    X509_verify (certificate, X509_get0_pubkey (issuer)) == 1;

  ERR_clear_error ();
  return issued;
}

/**
 * sim_certificate_allows_eid:
 * @eum: the certificate of a card maker
 * @eid: 32 digits
 *
 * SGP.22 4.5.2.1 reads the name constraints in its own way: the serialNumber in a permitted subtree
 * is the beginning of the EIDs that the maker may give out.
 *
 * Returns: whether @eum may issue a certificate for @eid
 */
gboolean
sim_certificate_allows_eid (X509 *eum, const char *eid)
{
  g_autoptr (NAME_CONSTRAINTS) constraints =
      X509_get_ext_d2i (eum, NID_name_constraints, NULL, NULL);

  if (constraints == NULL)
    return FALSE;

  for (int i = 0; i < sk_GENERAL_SUBTREE_num (constraints->permittedSubtrees); i++)
    {
      const GENERAL_NAME *base = sk_GENERAL_SUBTREE_value (constraints->permittedSubtrees, i)->base;
      g_autofree char *prefix = base->type == GEN_DIRNAME
                                    ? dup_name_entry (base->d.directoryName, NID_serialNumber)
                                    : NULL;

      if (prefix != NULL && g_str_has_prefix (eid, prefix))
        return TRUE;
    }

  return FALSE;
}

/**
 * sim_certificate_dup_pem:
 * @certificate: a certificate
 *
 * Returns: (transfer full): it as PEM
 */
char *
sim_certificate_dup_pem (X509 *certificate)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  char *data;
  long length;

  if (bio == NULL || PEM_write_bio_X509 (bio, certificate) != 1)
    g_error ("A certificate cannot be written");
  length = BIO_get_mem_data (bio, &data);
  return g_strndup (data, (gsize) length);
}
