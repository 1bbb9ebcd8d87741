/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The messages of MBIM 1.0 (USB-IF) section 9, as a modem reads and writes them. All numbers are
 * little endian; everything is padded to four bytes.
 */

#define SIM_MBIM_HEADER_SIZE 12
#define SIM_MBIM_FRAGMENT_SIZE 20
#define SIM_MBIM_LENGTH_MAX 65536

/**
 * SimMbimType:
 *
 * What a message is (table 9-3); what the modem says has the highest bit set.
 */
typedef enum
{
  SIM_MBIM_TYPE_OPEN = 1,
  SIM_MBIM_TYPE_CLOSE = 2,
  SIM_MBIM_TYPE_COMMAND = 3,
  SIM_MBIM_TYPE_HOST_ERROR = 4,
  SIM_MBIM_TYPE_OPEN_DONE = 0x80000001,
  SIM_MBIM_TYPE_CLOSE_DONE = 0x80000002,
  SIM_MBIM_TYPE_COMMAND_DONE = 0x80000003,
  SIM_MBIM_TYPE_FUNCTION_ERROR = 0x80000004,
  SIM_MBIM_TYPE_INDICATE_STATUS = 0x80000007,
} SimMbimType;

/**
 * SimMbimStatus:
 *
 * How a command ended (table 9-15; the last three are those of low-level access to a UICC).
 */
typedef enum
{
  SIM_MBIM_STATUS_SUCCESS = 0,
  SIM_MBIM_STATUS_BUSY = 1,
  SIM_MBIM_STATUS_FAILURE = 2,
  SIM_MBIM_STATUS_SIM_NOT_INSERTED = 3,
  SIM_MBIM_STATUS_NO_DEVICE_SUPPORT = 9,
  SIM_MBIM_STATUS_NOT_INITIALIZED = 14,
  SIM_MBIM_STATUS_INVALID_PARAMETERS = 21,
  SIM_MBIM_STATUS_NO_LOGICAL_CHANNELS = 0x87430001,
  SIM_MBIM_STATUS_SELECT_FAILED = 0x87430002,
  SIM_MBIM_STATUS_INVALID_LOGICAL_CHANNEL = 0x87430003,
} SimMbimStatus;

/**
 * SimMbimFault:
 *
 * Why a message makes no sense (table 9-9).
 */
typedef enum
{
  SIM_MBIM_FAULT_NONE = 0,
  SIM_MBIM_FAULT_OUT_OF_SEQUENCE = 2,
  SIM_MBIM_FAULT_LENGTH_MISMATCH = 3,
  SIM_MBIM_FAULT_NOT_OPENED = 5,
  SIM_MBIM_FAULT_UNKNOWN = 6,
  SIM_MBIM_FAULT_MAX_TRANSFER = 8,
} SimMbimFault;

/**
 * SimMbimService:
 *
 * The services of which the simulated modem knows anything.
 */
typedef enum
{
  SIM_MBIM_SERVICE_BASIC_CONNECT,
  SIM_MBIM_SERVICE_MS_EXTENSIONS,
  SIM_MBIM_SERVICE_MS_UICC,
  SIM_MBIM_SERVICE_OTHER,
} SimMbimService;

/**
 * SimMbimCommand:
 * @transaction: the number that the answer gets back
 * @service: what it is about
 * @uuid: the same as on the wire
 * @cid: which command of the service
 * @set: whether something is to be changed
 * @buffer: (nullable): its information buffer
 *
 * A command, all fragments put together. Clear with sim_mbim_command_clear().
 */
typedef struct
{
  guint32 transaction;
  SimMbimService service;
  guint8 uuid[16];
  guint32 cid;
  gboolean set;
  GBytes *buffer;
} SimMbimCommand;

void sim_mbim_command_clear (SimMbimCommand *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimMbimCommand, sim_mbim_command_clear)

SimMbimFault sim_mbim_parse_command (GBytes *body, guint32 transaction, SimMbimCommand *command);
gboolean sim_mbim_read (GBytes *buffer, gsize offset, guint32 *value);
gboolean sim_mbim_read_slice (GBytes *buffer, gsize offset, gsize length, const guint8 **data)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * SimMbimBuffer:
 *
 * An information buffer under construction: fixed fields, and behind them what they refer to. Free
 * with sim_mbim_buffer_end().
 */
typedef struct _SimMbimBuffer SimMbimBuffer;

SimMbimBuffer *sim_mbim_buffer_new (void) G_GNUC_WARN_UNUSED_RESULT;
void sim_mbim_buffer_add (SimMbimBuffer *self, guint32 value);
void sim_mbim_buffer_add_data (SimMbimBuffer *self, const void *data, gsize length);
void sim_mbim_buffer_add_data_size_first (SimMbimBuffer *self, const void *data, gsize length);
void sim_mbim_buffer_add_text (SimMbimBuffer *self, const char *text);
GBytes *sim_mbim_buffer_end (SimMbimBuffer *self) G_GNUC_WARN_UNUSED_RESULT;

GBytes *sim_mbim_new_short (SimMbimType type,
                            guint32 transaction,
                            guint32 value) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_mbim_new_done (const SimMbimCommand *command,
                           SimMbimStatus status,
                           GBytes *buffer,
                           gsize largest) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_mbim_new_indication (SimMbimService service, guint32 cid, GBytes *buffer, gsize largest)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
