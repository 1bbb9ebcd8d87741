/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-tlv.h"

#include <stdlib.h>

#define N_PROFILES 16
#define N_ICON_BYTES 1000
#define ROUNDS 20000

/* A list of profiles as a full card gives it, icons included: BF2D { A0 { E3 {…} … } }. */
static GByteArray *
make_list (void)
{
  static const guint8 iccid[10] = { 0x98, 0x74, 0x99 };
  static const guint8 icon[N_ICON_BYTES] = { 0x89, 'P', 'N', 'G' };
  GByteArray *list = g_byte_array_new ();
  guint outer = lpa_tlv_open (list, 0xBF2D);
  guint inner = lpa_tlv_open (list, 0xA0);

  for (guint i = 0; i < N_PROFILES; i++)
    {
      guint profile = lpa_tlv_open (list, 0xE3);

      lpa_tlv_append (list, 0x5A, iccid, sizeof iccid);
      lpa_tlv_append_integer (list, 0x9F70, i == 0);
      lpa_tlv_append_string (list, 0x91, "Fjordcell");
      lpa_tlv_append_string (list, 0x92, "Nordic 10 GB");
      lpa_tlv_append (list, 0x94, icon, sizeof icon);
      lpa_tlv_close (list, profile);
    }
  lpa_tlv_close (list, inner);
  lpa_tlv_close (list, outer);
  return list;
}

/* Reads every object of every profile; returns how many. */
static guint
read_list (const GByteArray *list)
{
  LpaTlv outer, inner, profile, member;
  LpaTlvReader profiles, members;
  guint count = 0;

  if (!lpa_tlv_parse (list->data, list->len, 0xBF2D, &outer, NULL) ||
      !lpa_tlv_require (&outer, 0xA0, &inner, NULL))
    return 0;
  lpa_tlv_reader_enter (&profiles, &inner);
  while (!lpa_tlv_reader_at_end (&profiles) && lpa_tlv_reader_next (&profiles, &profile, NULL))
    {
      lpa_tlv_reader_enter (&members, &profile);
      while (!lpa_tlv_reader_at_end (&members) && lpa_tlv_reader_next (&members, &member, NULL))
        count++;
    }
  return count;
}

/* The floor: every byte is looked at once. */
static guint
read_bytes (const GByteArray *list)
{
  const volatile guint8 *data = list->data;
  guint sum = 0;

  for (guint i = 0; i < list->len; i++)
    sum += data[i];
  return sum;
}

static double
time_rounds (guint (*function) (const GByteArray *), const GByteArray *list)
{
  gint64 start = g_get_monotonic_time ();
  volatile guint sink = 0;

  for (guint i = 0; i < ROUNDS; i++)
    sink += function (list);
  return (double) (g_get_monotonic_time () - start) / ROUNDS;
}

int
main (void)
{
  g_autoptr (GByteArray) list = make_list ();
  guint objects = read_list (list);
  double floor = time_rounds (read_bytes, list);
  double parse = time_rounds (read_list, list);

  if (objects != N_PROFILES * 5)
    return EXIT_FAILURE;
  g_print ("TLV: %u objects in %u bytes read in %.2f us; looking at each byte once takes %.2f us: "
           "%.2f times that\n",
           objects, list->len, parse, floor, parse / floor);
  return parse < floor ? EXIT_SUCCESS : EXIT_FAILURE;
}
