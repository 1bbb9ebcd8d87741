/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-check-private.h"

#include <glib/gi18n-lib.h>

struct _TernCheck
{
  GObject parent_instance;

  const TernCheckRow *row;
  TernFinding finding;
};

enum
{
  PROP_ID = 1,
  PROP_QUESTION,
  PROP_TOUCHES_CARD,
  PROP_VERDICT,
  PROP_EVIDENCE,
  PROP_CURE,
  PROP_SIDE,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TernCheck, tern_check, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (TernVerdict,
                    tern_verdict,
                    G_DEFINE_ENUM_VALUE (TERN_VERDICT_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (TERN_VERDICT_PASS, "pass"),
                    G_DEFINE_ENUM_VALUE (TERN_VERDICT_WARNING, "warning"),
                    G_DEFINE_ENUM_VALUE (TERN_VERDICT_FAILURE, "failure"),
                    G_DEFINE_ENUM_VALUE (TERN_VERDICT_UNKNOWN, "unknown"))

typedef struct
{
  const char *nick;
  const char *label;
} VerdictName;

static const VerdictName verdict_names[] = {
  [TERN_VERDICT_PENDING] = { "pending", NC_ ("verdict", "Being checked") },
  [TERN_VERDICT_PASS] = { "pass", NC_ ("verdict", "Good") },
  [TERN_VERDICT_WARNING] = { "warning", NC_ ("verdict", "Take care") },
  [TERN_VERDICT_FAILURE] = { "failure", NC_ ("verdict", "Will not work") },
  [TERN_VERDICT_UNKNOWN] = { "unknown", NC_ ("verdict", "Cannot be known here") },
};

/**
 * tern_verdict_get_nick:
 * @verdict: a verdict
 *
 * Returns: its name in JSON, such as `pass`
 */
const char *
tern_verdict_get_nick (TernVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < G_N_ELEMENTS (verdict_names), "unknown");

  return verdict_names[verdict].nick;
}

/**
 * tern_verdict_get_label:
 * @verdict: a verdict
 *
 * Returns: what a person reads of it, translated
 */
const char *
tern_verdict_get_label (TernVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < G_N_ELEMENTS (verdict_names), "");

  return g_dpgettext2 (GETTEXT_PACKAGE, "verdict", verdict_names[verdict].label);
}

static void
tern_check_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TernCheck *self = TERN_CHECK (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, tern_check_get_id (self));
      break;
    case PROP_QUESTION:
      g_value_set_string (value, tern_check_get_question (self));
      break;
    case PROP_TOUCHES_CARD:
      g_value_set_boolean (value, tern_check_touches_card (self));
      break;
    case PROP_VERDICT:
      g_value_set_enum (value, tern_check_get_verdict (self));
      break;
    case PROP_EVIDENCE:
      g_value_set_string (value, tern_check_get_evidence (self));
      break;
    case PROP_CURE:
      g_value_set_string (value, tern_check_get_cure (self));
      break;
    case PROP_SIDE:
      g_value_set_int (value, (int) tern_check_get_side (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tern_check_finalize (GObject *object)
{
  TernCheck *self = TERN_CHECK (object);

  tern_finding_clear (&self->finding);
  G_OBJECT_CLASS (tern_check_parent_class)->finalize (object);
}

static void
tern_check_class_init (TernCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = tern_check_finalize;
  object_class->get_property = tern_check_get_property;
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_QUESTION] = g_param_spec_string ("question", NULL, NULL, NULL, flags);
  properties[PROP_TOUCHES_CARD] = g_param_spec_boolean ("touches-card", NULL, NULL, FALSE, flags);
  properties[PROP_VERDICT] =
      g_param_spec_enum ("verdict", NULL, NULL, TERN_TYPE_VERDICT, TERN_VERDICT_PENDING, flags);
  properties[PROP_EVIDENCE] = g_param_spec_string ("evidence", NULL, NULL, "", flags);
  properties[PROP_CURE] = g_param_spec_string ("cure", NULL, NULL, "", flags);
  properties[PROP_SIDE] =
      g_param_spec_int ("side", NULL, NULL, 0, LPA_SIDE_PROGRAM, LPA_SIDE_YOU, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tern_check_init (TernCheck *self)
{
}

/**
 * tern_check_new: (skip)
 * @row: its row of the table
 *
 * Returns: (transfer full): a check without an answer
 */
TernCheck *
tern_check_new (const TernCheckRow *row)
{
  TernCheck *self = g_object_new (TERN_TYPE_CHECK, NULL);

  self->row = row;
  self->finding.side = row->side;
  return self;
}

/**
 * tern_check_get_row: (skip)
 * @self: a check
 *
 * Returns: its row of the table
 */
const TernCheckRow *
tern_check_get_row (TernCheck *self)
{
  return self->row;
}

/**
 * tern_check_answer: (skip)
 * @self: a check
 * @finding: the answer, of which a copy is made
 */
void
tern_check_answer (TernCheck *self, const TernFinding *finding)
{
  tern_finding_clear (&self->finding);
  self->finding.verdict = finding->verdict;
  self->finding.side = finding->side;
  self->finding.evidence = g_strdup (finding->evidence);
  self->finding.cure = g_strdup (finding->cure);
  for (guint i = PROP_VERDICT; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

/**
 * tern_check_get_id:
 * @self: a check
 *
 * Returns: its name for programs, such as `server-trusted`
 */
const char *
tern_check_get_id (TernCheck *self)
{
  g_return_val_if_fail (TERN_IS_CHECK (self), NULL);

  return self->row->id;
}

/**
 * tern_check_get_question:
 * @self: a check
 *
 * Returns: what is asked, translated
 */
const char *
tern_check_get_question (TernCheck *self)
{
  g_return_val_if_fail (TERN_IS_CHECK (self), NULL);

  return g_dpgettext2 (GETTEXT_PACKAGE, "check question", self->row->question);
}

/**
 * tern_check_touches_card:
 * @self: a check
 *
 * Returns: whether its answer needs the card
 */
gboolean
tern_check_touches_card (TernCheck *self)
{
  const guint card = TERN_PROBE_BIT (TERN_PROBE_CARD) | TERN_PROBE_BIT (TERN_PROBE_SERVER) |
                     TERN_PROBE_BIT (TERN_PROBE_OFFER);

  g_return_val_if_fail (TERN_IS_CHECK (self), FALSE);

  return (self->row->needs & card) != 0;
}

/**
 * tern_check_get_verdict:
 * @self: a check
 *
 * Returns: what it found
 */
TernVerdict
tern_check_get_verdict (TernCheck *self)
{
  g_return_val_if_fail (TERN_IS_CHECK (self), TERN_VERDICT_UNKNOWN);

  return self->finding.verdict;
}

/**
 * tern_check_get_evidence:
 * @self: a check
 *
 * Returns: what was seen, a sentence, translated; empty while pending
 */
const char *
tern_check_get_evidence (TernCheck *self)
{
  g_return_val_if_fail (TERN_IS_CHECK (self), NULL);

  return self->finding.evidence != NULL ? self->finding.evidence : "";
}

/**
 * tern_check_get_cure:
 * @self: a check
 *
 * Returns: what to do, or how to find out, a sentence, translated; empty when there is nothing to
 * do
 */
const char *
tern_check_get_cure (TernCheck *self)
{
  g_return_val_if_fail (TERN_IS_CHECK (self), NULL);

  return self->finding.cure != NULL ? self->finding.cure : "";
}

/**
 * tern_check_get_side:
 * @self: a check
 *
 * Returns: whose side a bad verdict is on
 */
LpaSide
tern_check_get_side (TernCheck *self)
{
  g_return_val_if_fail (TERN_IS_CHECK (self), LPA_SIDE_PROGRAM);

  return self->finding.side;
}
