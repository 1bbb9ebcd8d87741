/* SPDX-License-Identifier: GPL-3.0-or-later */
/* F_OFD_SETLK: locks that belong to an open file, not to a process. */
#define _GNU_SOURCE
#include "ledger/tern-claims.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct _TernClaims
{
  int file;
};

static struct flock
byte_of (gint64 id, short type)
{
  return (struct flock){ .l_type = type, .l_whence = SEEK_SET, .l_start = id, .l_len = 1 };
}

/**
 * tern_claims_new:
 * @path: the file, made where there is none; its folder exists
 *
 * Returns: (transfer full): the claims of all programs that have this file open
 */
TernClaims *
tern_claims_new (const char *path)
{
  TernClaims *self = g_new0 (TernClaims, 1);

  self->file = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  return self;
}

/**
 * tern_claims_free:
 * @self: (transfer full): claims; those of this object are given up
 */
void
tern_claims_free (TernClaims *self)
{
  if (self->file >= 0)
    close (self->file);
  g_free (self);
}

/**
 * tern_claims_take:
 * @self: the claims
 * @id: of an entry that this object's program has just made
 */
void
tern_claims_take (TernClaims *self, gint64 id)
{
  struct flock lock = byte_of (id, F_WRLCK);

  if (fcntl (self->file, F_OFD_SETLK, &lock) != 0)
    g_info ("An entry of the ledger cannot be claimed: %s", g_strerror (errno));
}

/**
 * tern_claims_drop:
 * @self: the claims
 * @id: of an entry, whether claimed or not
 */
void
tern_claims_drop (TernClaims *self, gint64 id)
{
  struct flock lock = byte_of (id, F_UNLCK);

  fcntl (self->file, F_OFD_SETLK, &lock);
}

/**
 * tern_claims_is_taken:
 * @self: the claims
 * @id: of an entry
 *
 * Returns: whether another program than this object's is at it
 */
gboolean
tern_claims_is_taken (TernClaims *self, gint64 id)
{
  struct flock lock = byte_of (id, F_WRLCK);

  return fcntl (self->file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}
